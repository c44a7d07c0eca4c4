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
  /** `/x` also answers to `/x/`: API Gateway treats them as one. */
  paths: readonly string[];
  /** The function's whole rights, besides writing its own log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly Service[];
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
];
