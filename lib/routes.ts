import type { Stage } from './stage.ts';
import type { TableName } from './table-definitions.ts';

/** What a function may do with a table: no Scan or BatchWriteItem exists here, and DeleteItem for projections alone. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'DeleteItem';

/** A service that a function calls; its address is in the function's environment. */
export type Service = 'TRIP_SERVICE_URL' | 'NOTIFICATION_SERVICE_URL';

/**
 * What a caller may be allowed, and no call needs more than one of them:
 * - `read` changes nothing: payments, lists, receipts, keys, health, the document.
 * - `charge` makes a payer pay, and takes or lets go of what is held. Users and orders are only made to be paid for.
 * - `refund` gives money back. ProcessPayment is here, because refunding is one of its actions.
 * - `operate` is for whoever runs the service: figures over all callers, and the page to try things out on.
 */
export const allowances = ['read', 'charge', 'refund', 'operate'] as const;
export type Allowance = (typeof allowances)[number];

export type Route = Readonly<{
  /** functions/<folder>/<name>.ts, events/<name>.json and test/functions/<name>.test.ts. */
  name: string;
  folder: string;
  method: 'GET' | 'POST';
  /** An RPC that only reads comes by GET, too. */
  alsoGet?: true;
  /** Monitors ask for the status alone. */
  alsoHead?: true;
  /** `/x` also answers to `/x/`: API Gateway treats them as one. */
  paths: readonly string[];
  /** Which of the callers' rights it needs. */
  allows: Allowance;
  /** The function's whole rights, besides writing its own log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly Service[];
  /** It asks the stage's processor. */
  asksProcessor?: true;
  /** Left out of stages whose data is kept. */
  stages?: 'disposable';
  /** In stages whose data may be thrown away, anybody may ask: a browser signs no navigation, and no data is in it. */
  open?: 'where disposable';
}>;

const charge = { payments: ['GetItem', 'PutItem', 'UpdateItem'] } as const;
const change = { payments: ['GetItem', 'UpdateItem'] } as const;

/** The whole API. A new endpoint is one line here, one function file, one event and one test. */
// biome-ignore format: one endpoint, one line
export const routes: readonly Route[] = [
  { name: 'get-health', folder: 'health', method: 'GET', alsoHead: true, paths: ['/health'], allows: 'read', may: { payments: ['GetItem'] } },

  { name: 'create-user', folder: 'users', method: 'POST', paths: ['/users'], allows: 'charge', may: { users: ['PutItem'] } },
  { name: 'list-users', folder: 'users', method: 'GET', paths: ['/users'], allows: 'read', may: { users: ['Query'] } },
  { name: 'get-user', folder: 'users', method: 'GET', paths: ['/users/{user_id}'], allows: 'read', may: { users: ['GetItem'] } },

  { name: 'create-order', folder: 'orders', method: 'POST', paths: ['/orders'], allows: 'charge', may: { orders: ['PutItem'] } },
  { name: 'list-orders', folder: 'orders', method: 'GET', paths: ['/orders'], allows: 'read', may: { orders: ['Query'] } },
  { name: 'get-order', folder: 'orders', method: 'GET', paths: ['/orders/{order_id}'], allows: 'read', may: { orders: ['GetItem'] } },

  { name: 'create-order-payment', folder: 'orders', method: 'POST', paths: ['/payments', '/api/payments'], allows: 'charge', may: { ...charge, orders: ['GetItem'] }, asksProcessor: true },
  { name: 'get-order-payment', folder: 'orders', method: 'GET', paths: ['/payments/{payment_id}'], allows: 'read', may: { payments: ['GetItem'] } },
  { name: 'get-payment-of-order', folder: 'orders', method: 'GET', paths: ['/api/payments/{order_id}'], allows: 'read', may: { payments: ['GetItem'] } },

  { name: 'create-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments'], allows: 'charge', may: charge, asksProcessor: true },
  { name: 'charge-trip', folder: 'payments', method: 'POST', paths: ['/v1/payments/charge'], allows: 'charge', may: charge, calls: ['TRIP_SERVICE_URL'], asksProcessor: true },
  { name: 'list-payments', folder: 'payments', method: 'GET', paths: ['/v1/payments'], allows: 'read', may: { payments: ['Query'], projections: ['GetItem', 'PutItem'] } },
  { name: 'get-payment', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}'], allows: 'read', may: { payments: ['GetItem'] } },
  { name: 'capture-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/capture'], allows: 'charge', may: change, asksProcessor: true },
  { name: 'cancel-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/cancel'], allows: 'charge', may: change, asksProcessor: true },
  { name: 'create-client-secret', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/client-secret'], allows: 'charge', may: { payments: ['GetItem'] }, asksProcessor: true },
  { name: 'refund-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/refund'], allows: 'refund', may: change, asksProcessor: true },
  { name: 'get-receipt', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}/receipt'], allows: 'read', may: { payments: ['GetItem'] } },
  { name: 'get-idempotency-key', folder: 'payments', method: 'GET', paths: ['/v1/idempotency-keys/{key}'], allows: 'read', may: { payments: ['GetItem'], orders: ['GetItem'], users: ['GetItem'] } },

  { name: 'get-metrics', folder: 'metrics', method: 'GET', paths: ['/metrics'], allows: 'operate', may: { projections: ['Query'] } },

  { name: 'customers-create-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/CreatePayment'], allows: 'charge', may: charge, asksProcessor: true },
  { name: 'customers-get-payment', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/GetPayment'], allows: 'read', may: { payments: ['GetItem'] } },
  { name: 'customers-process-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/ProcessPayment'], allows: 'refund', may: change, asksProcessor: true },
  { name: 'customers-health-check', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/HealthCheck'], allows: 'read', may: { payments: ['GetItem'] } },

  { name: 'services-request-payment', folder: 'services', method: 'POST', paths: ['/payments.v1.PaymentService/RequestPayment'], allows: 'charge', may: charge, asksProcessor: true },
  { name: 'services-get-payment', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/GetPayment'], allows: 'read', may: { payments: ['GetItem'] } },
  { name: 'services-health', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/Health'], allows: 'read', may: { payments: ['GetItem'] } },

  { name: 'get-openapi', folder: 'explorer', method: 'GET', paths: ['/openapi.json'], allows: 'read', may: {}, open: 'where disposable' },
  { name: 'get-explorer', folder: 'explorer', method: 'GET', paths: ['/explorer', '/'], allows: 'operate', may: {}, stages: 'disposable', open: 'where disposable' },
];

/** Every method that a route answers to. */
export const methodsOf = ({ method, alsoGet, alsoHead }: ServedMethods): readonly (Route['method'] | 'HEAD')[] => [
  method,
  ...(alsoGet ? (['GET'] as const) : []),
  ...(alsoHead ? (['HEAD'] as const) : []),
];

export type ServedMethods = Pick<Route, 'method' | 'alsoGet' | 'alsoHead'>;

/** Those that are RPCs: `/package.Service/Method`. */
export const rpcRoutes: readonly Route[] = routes.filter(({ paths }) =>
  paths.every((path) => /^\/[a-z0-9.]+\.[A-Z]/.test(path)),
);

/** Those that a stage has. */
export const routesOf = ({ kind }: Pick<Stage, 'kind'>): readonly Route[] =>
  routes.filter(({ stages }) => stages === undefined || kind !== 'kept');

/** Whether a stage lets anybody use a route, without a signature. */
export const isOpen = ({ open }: Pick<Route, 'open'>, { kind }: Pick<Stage, 'kind'>): boolean =>
  kind === 'local' || (kind === 'sandbox' && open !== undefined);
