import type { Route, RouteMethods } from './routes.ts';

/** An RPC of payment.v1.PaymentService with the HTTP method that Connect uses for it: GET for reads. */
export type Rpc = 'POST CreatePayment' | 'GET GetPayment' | 'GET HealthCheck';

export type RequestorRoute = RouteMethods &
  Pick<Route, 'name' | 'paths'> &
  Readonly<{
    folder: string;
    /** All permissions of the function, besides writing its log. */
    mayCall: readonly Rpc[];
  }>;

/** Routes of the requestor mock: REST, and GraphQL with GraphiQL. */
// biome-ignore format: one endpoint, one line
export const requestorRoutes: readonly RequestorRoute[] = [
  { name: 'requestor-health', folder: 'requestor', method: 'GET', alsoHead: true, paths: ['/health'], mayCall: ['GET HealthCheck'] },
  { name: 'requestor-create-payment', folder: 'requestor', method: 'POST', paths: ['/api/payments'], mayCall: ['POST CreatePayment'] },
  { name: 'requestor-get-payment', folder: 'requestor', method: 'GET', paths: ['/api/payments/{payment_id}'], mayCall: ['GET GetPayment'] },
  { name: 'requestor-graphql', folder: 'requestor', method: 'POST', alsoGet: true, paths: ['/graphql'], mayCall: ['POST CreatePayment', 'GET GetPayment'] },
  { name: 'requestor-graphiql-assets', folder: 'requestor', method: 'GET', paths: ['/graphql/assets/{file}'], mayCall: [] },
];
