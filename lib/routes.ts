import type { Stage } from './stage.ts';

export type TableName = 'payments' | 'orders' | 'users' | 'projections';

/** What a function may do with a table: no Scan or BatchWriteItem exists here, and DeleteItem for projections alone. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'DeleteItem';

/** A service that a function calls; its address is in the function's environment. */
export type Service = 'TRIP_SERVICE_URL' | 'NOTIFICATION_SERVICE_URL';

export type Route = Readonly<{
  /** functions/<folder>/<name>.ts, events/<name>.json and test/functions/<name>.test.ts. */
  name: string;
  folder: string;
  method: 'GET' | 'POST';
  /** An RPC that only reads comes by GET, too. */
  alsoGet?: true;
  /** `/x` also answers to `/x/`: API Gateway treats them as one. */
  paths: readonly string[];
  /** The function's whole rights, besides writing its own log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly Service[];
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
  { name: 'get-health', folder: 'health', method: 'GET', paths: ['/health'], may: { payments: ['GetItem'] } },

  { name: 'create-user', folder: 'users', method: 'POST', paths: ['/users'], may: { users: ['PutItem'] } },
  { name: 'list-users', folder: 'users', method: 'GET', paths: ['/users'], may: { users: ['Query'] } },
  { name: 'get-user', folder: 'users', method: 'GET', paths: ['/users/{user_id}'], may: { users: ['GetItem'] } },

  { name: 'create-order', folder: 'orders', method: 'POST', paths: ['/orders'], may: { orders: ['PutItem'] } },
  { name: 'list-orders', folder: 'orders', method: 'GET', paths: ['/orders'], may: { orders: ['Query'] } },
  { name: 'get-order', folder: 'orders', method: 'GET', paths: ['/orders/{order_id}'], may: { orders: ['GetItem'] } },

  { name: 'create-order-payment', folder: 'orders', method: 'POST', paths: ['/payments', '/api/payments'], may: { ...charge, orders: ['GetItem'] } },
  { name: 'get-order-payment', folder: 'orders', method: 'GET', paths: ['/payments/{payment_id}'], may: { payments: ['GetItem'] } },
  { name: 'get-payment-of-order', folder: 'orders', method: 'GET', paths: ['/api/payments/{order_id}'], may: { payments: ['GetItem'] } },

  { name: 'create-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments'], may: charge },
  { name: 'charge-trip', folder: 'payments', method: 'POST', paths: ['/v1/payments/charge'], may: charge, calls: ['TRIP_SERVICE_URL'] },
  { name: 'list-payments', folder: 'payments', method: 'GET', paths: ['/v1/payments'], may: { payments: ['Query'], projections: ['GetItem', 'PutItem'] } },
  { name: 'get-payment', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}'], may: { payments: ['GetItem'] } },
  { name: 'capture-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/capture'], may: change },
  { name: 'cancel-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/cancel'], may: change },
  { name: 'refund-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/refund'], may: change },
  { name: 'get-receipt', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}/receipt'], may: { payments: ['GetItem'] } },
  { name: 'get-idempotency-key', folder: 'payments', method: 'GET', paths: ['/v1/idempotency-keys/{key}'], may: { payments: ['GetItem'] } },

  { name: 'get-metrics', folder: 'metrics', method: 'GET', paths: ['/metrics'], may: { projections: ['Query'] } },

  { name: 'customers-create-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/CreatePayment'], may: charge },
  { name: 'customers-get-payment', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/GetPayment'], may: { payments: ['GetItem'] } },
  { name: 'customers-process-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/ProcessPayment'], may: change },
  { name: 'customers-health-check', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/HealthCheck'], may: { payments: ['GetItem'] } },

  { name: 'services-request-payment', folder: 'services', method: 'POST', paths: ['/payments.v1.PaymentService/RequestPayment'], may: charge },
  { name: 'services-get-payment', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/GetPayment'], may: { payments: ['GetItem'] } },
  { name: 'services-health', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/Health'], may: { payments: ['GetItem'] } },

  { name: 'get-openapi', folder: 'explorer', method: 'GET', paths: ['/openapi.json'], may: {}, open: 'where disposable' },
  { name: 'get-explorer', folder: 'explorer', method: 'GET', paths: ['/explorer', '/'], may: {}, stages: 'disposable', open: 'where disposable' },
];

/** Every method that a route answers to. */
export const methodsOf = ({ method, alsoGet }: Pick<Route, 'method' | 'alsoGet'>): readonly Route['method'][] =>
  alsoGet ? [method, 'GET'] : [method];

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
