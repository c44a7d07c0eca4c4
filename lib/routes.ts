export type TableName = 'payments' | 'orders' | 'users';

/** What a function may do with a table: no Scan, DeleteItem or BatchWriteItem exists here. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query';

export type Route = Readonly<{
  /** functions/<folder>/<name>.ts, events/<name>.json and test/functions/<name>.test.ts. */
  name: string;
  folder: string;
  method: 'GET' | 'POST';
  /** `/x` also answers to `/x/`: API Gateway treats them as one. */
  paths: readonly string[];
  /** The function's whole rights, besides writing its own log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
}>;

const charge = { payments: ['GetItem', 'PutItem', 'UpdateItem'] } as const;

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
  { name: 'get-payment', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}'], may: { payments: ['GetItem'] } },
];
