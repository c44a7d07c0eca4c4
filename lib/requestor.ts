import type { Route, ServedMethods } from './routes.ts';

/** An RPC of payment.v1.PaymentService, and how Connect sends it: reads go by GET. */
export type Rpc = 'POST CreatePayment' | 'GET GetPayment' | 'GET HealthCheck';

export type RequestorRoute = ServedMethods &
  Pick<Route, 'name' | 'folder' | 'paths'> &
  /** The function's whole rights, besides writing its own log. */
  Readonly<{ mayCall: readonly Rpc[] }>;

/** The mock of an outside service that asks ours for payments: by REST, and by GraphQL with a page to try it on. */
// biome-ignore format: one endpoint, one line
export const requestorRoutes: readonly RequestorRoute[] = [
  { name: 'requestor-health', folder: 'requestor', method: 'GET', alsoHead: true, paths: ['/health'], mayCall: ['GET HealthCheck'] },
  { name: 'requestor-create-payment', folder: 'requestor', method: 'POST', paths: ['/api/payments'], mayCall: ['POST CreatePayment'] },
  { name: 'requestor-get-payment', folder: 'requestor', method: 'GET', paths: ['/api/payments/{payment_id}'], mayCall: ['GET GetPayment'] },
  { name: 'requestor-graphql', folder: 'requestor', method: 'POST', alsoGet: true, paths: ['/graphql'], mayCall: ['POST CreatePayment', 'GET GetPayment'] },
  { name: 'requestor-graphiql-assets', folder: 'requestor', method: 'GET', paths: ['/graphql/assets/{file}'], mayCall: [] },
];
