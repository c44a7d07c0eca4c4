import type { RouteFolder } from './function-stacks.ts';
import type { Stage } from './stage.ts';
import type { TableName } from './table-definitions.ts';

/**
 * Actions that a function may use on a table. Scan and BatchWriteItem are never granted, DeleteItem only where no payment is.
 * `QueryIndexes` is Query of the indexes, `QueryTable` of the table itself, and `Query` of both.
 */
export type TableAction =
  | 'GetItem'
  | 'ConditionCheckItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'Query'
  | 'QueryIndexes'
  | 'QueryTable'
  | 'DeleteItem';

/** Environment variable with the address of a service that a function calls. */
export type ServiceVariable = 'TRIP_SERVICE_URL' | 'NOTIFICATION_SERVICE_URL';

/**
 * Permissions of callers. Every route requires exactly one:
 * - `read`: payments, events, lists, receipts, idempotency keys, health and the OpenAPI document. Changes nothing.
 * - `charge`: creates, captures and cancels payments, and creates the users and orders that payments refer to.
 * - `refund`: gives money back. Includes ProcessPayment, because refunding is one of its actions.
 * - `erase`: removes personal data, for good. Moves no money.
 * - `operate`: for operators: metrics, webhooks and the ledger over all callers, corrections of it, the explorer and the console.
 */
export const callerPermissions = ['read', 'charge', 'refund', 'erase', 'operate'] as const;
export type CallerPermission = (typeof callerPermissions)[number];

export type Route = Readonly<{
  /** functions/<folder>/<name>.ts, events/<name>.json and test/functions/<name>.test.ts. */
  name: string;
  folder: RouteFolder;
  method: 'GET' | 'POST' | 'DELETE';
  /** Connect clients may send RPCs without side effects with GET. */
  alsoGet?: true;
  /** For monitors that send HEAD. */
  alsoHead?: true;
  /** `/x` also serves `/x/`: API Gateway treats them as the same resource. */
  paths: readonly string[];
  requires: CallerPermission;
  /** All permissions of the function, besides writing its log. */
  may: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  calls?: readonly ServiceVariable[];
  /** Calls the stage's payment processor. */
  asksProcessor?: true;
  /** Schedules deliveries, so it must know whether the stage has an event bus. */
  schedulesDeliveries?: true;
  /** Served only in local and sandbox stages. */
  stages?: 'disposable';
  /**
   * Needs no signature of AWS: `where disposable` in local and sandbox stages, because browsers cannot sign page loads, and only
   * for static content; `everywhere` because its callers sign in a way of their own, which the function checks.
   */
  open?: 'where disposable' | 'everywhere';
  /** Requests per second, and at once, where that is less than the stage's. */
  limit?: Readonly<{ perSecond: number; burst: number }>;
}>;

const charge = { payments: ['GetItem', 'PutItem', 'UpdateItem'] } as const;
const change = { payments: ['GetItem', 'UpdateItem'] } as const;

const redact = { payments: ['GetItem', 'UpdateItem'], events: ['QueryTable'] } as const;

/** The whole API. A new endpoint needs one line here, one function file, one event and one test. */
// biome-ignore format: one endpoint, one line
export const routes: readonly Route[] = [
  { name: 'get-health', folder: 'health', method: 'GET', alsoHead: true, paths: ['/health'], requires: 'read', may: { payments: ['GetItem'] } },

  { name: 'create-user', folder: 'users', method: 'POST', paths: ['/users'], requires: 'charge', may: { users: ['PutItem'] } },
  { name: 'list-users', folder: 'users', method: 'GET', paths: ['/users'], requires: 'read', may: { users: ['Query'] } },
  { name: 'get-user', folder: 'users', method: 'GET', paths: ['/users/{user_id}'], requires: 'read', may: { users: ['GetItem'] } },

  { name: 'create-order', folder: 'orders', method: 'POST', paths: ['/orders'], requires: 'charge', may: { orders: ['PutItem'] } },
  { name: 'list-orders', folder: 'orders', method: 'GET', paths: ['/orders'], requires: 'read', may: { orders: ['Query'] } },
  { name: 'get-order', folder: 'orders', method: 'GET', paths: ['/orders/{order_id}'], requires: 'read', may: { orders: ['GetItem'] } },
  { name: 'erase-user', folder: 'users', method: 'POST', paths: ['/v1/users/{user_id}/erase'], requires: 'erase', may: { users: ['UpdateItem'] } },
  { name: 'erase-order', folder: 'orders', method: 'POST', paths: ['/v1/orders/{order_id}/erase'], requires: 'erase', may: { orders: ['UpdateItem'] } },

  { name: 'create-order-payment', folder: 'orders', method: 'POST', paths: ['/payments', '/api/payments'], requires: 'charge', may: { ...charge, orders: ['GetItem'] }, asksProcessor: true },
  { name: 'get-order-payment', folder: 'orders', method: 'GET', paths: ['/payments/{payment_id}'], requires: 'read', may: { payments: ['GetItem'] } },
  { name: 'get-payment-of-order', folder: 'orders', method: 'GET', paths: ['/api/payments/{order_id}'], requires: 'read', may: { payments: ['GetItem'] } },

  { name: 'create-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments'], requires: 'charge', may: charge, asksProcessor: true },
  { name: 'charge-trip', folder: 'payments', method: 'POST', paths: ['/v1/payments/charge'], requires: 'charge', may: charge, calls: ['TRIP_SERVICE_URL'], asksProcessor: true },
  { name: 'list-payments', folder: 'payments', method: 'GET', paths: ['/v1/payments'], requires: 'read', may: { payments: ['GetItem', 'Query'], projections: ['GetItem', 'PutItem', 'Query'] } },
  { name: 'get-payment', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}'], requires: 'read', may: { payments: ['GetItem'] } },
  { name: 'capture-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/capture'], requires: 'charge', may: change, asksProcessor: true },
  { name: 'cancel-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/cancel'], requires: 'charge', may: change, asksProcessor: true },
  { name: 'create-client-secret', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/client-secret'], requires: 'charge', may: { payments: ['GetItem'] }, asksProcessor: true },
  { name: 'refund-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/refund'], requires: 'refund', may: change, asksProcessor: true },
  { name: 'redact-payment', folder: 'payments', method: 'POST', paths: ['/v1/payments/{payment_id}/redact'], requires: 'erase', may: redact },
  { name: 'get-receipt', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}/receipt'], requires: 'read', may: { payments: ['GetItem'] } },
  { name: 'get-payment-timeline', folder: 'payments', method: 'GET', paths: ['/v1/payments/{payment_id}/timeline'], requires: 'read', may: { payments: ['GetItem'], events: ['QueryTable'], webhooks: ['GetItem', 'Query'] } },
  { name: 'get-idempotency-key', folder: 'payments', method: 'GET', paths: ['/v1/idempotency-keys/{key}'], requires: 'read', may: { payments: ['GetItem'], orders: ['GetItem'], users: ['GetItem'] } },

  { name: 'get-refund', folder: 'refunds', method: 'GET', paths: ['/v1/refunds/{refund_id}'], requires: 'read', may: { payments: ['GetItem'], projections: ['Query'] } },
  { name: 'list-events', folder: 'events', method: 'GET', paths: ['/v1/events'], requires: 'read', may: { events: ['Query'], projections: ['GetItem', 'PutItem'] } },
  { name: 'get-event', folder: 'events', method: 'GET', paths: ['/v1/events/{event_id}'], requires: 'read', may: { events: ['GetItem'] } },
  { name: 'list-disputes', folder: 'disputes', method: 'GET', paths: ['/v1/disputes'], requires: 'read', may: { projections: ['GetItem', 'PutItem', 'Query'] } },

  { name: 'list-ledger-accounts', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/accounts'], requires: 'operate', may: { projections: ['GetItem', 'Query'] } },
  { name: 'list-ledger-entries', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/accounts/{account}/entries'], requires: 'operate', may: { events: ['QueryIndexes'], projections: ['GetItem', 'PutItem'] } },
  { name: 'get-ledger-entry', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/entries/{entry_id}'], requires: 'operate', may: { events: ['GetItem'] } },
  { name: 'get-ledger-seals', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/seals/{day}'], requires: 'operate', may: { events: ['GetItem'] } },
  { name: 'get-ledger-proof', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/proofs/{entry_id}'], requires: 'operate', may: { events: ['GetItem', 'QueryIndexes'] } },
  { name: 'create-ledger-correction', folder: 'ledger', method: 'POST', paths: ['/v1/ledger/corrections'], requires: 'operate', may: { events: ['GetItem', 'PutItem'], projections: ['UpdateItem'] } },
  { name: 'reconcile-settlement', folder: 'ledger', method: 'POST', paths: ['/v1/ledger/reconciliations'], requires: 'operate', may: { events: ['GetItem', 'PutItem', 'QueryTable'], projections: ['Query', 'UpdateItem'] }, limit: { perSecond: 5, burst: 10 } },
  { name: 'list-ledger-breaks', folder: 'ledger', method: 'GET', paths: ['/v1/ledger/breaks'], requires: 'operate', may: { events: ['GetItem', 'QueryTable'], projections: ['Query'] } },

  { name: 'receive-processor-event', folder: 'processors', method: 'POST', paths: ['/v1/processor-events/{processor}'], requires: 'charge', may: { ...change, projections: ['GetItem', 'PutItem'] }, asksProcessor: true, open: 'everywhere', limit: { perSecond: 50, burst: 100 } },

  { name: 'create-webhook-endpoint', folder: 'webhooks', method: 'POST', paths: ['/v1/webhook-endpoints'], requires: 'operate', may: { webhooks: ['Query', 'PutItem'] } },
  { name: 'list-webhook-endpoints', folder: 'webhooks', method: 'GET', paths: ['/v1/webhook-endpoints'], requires: 'operate', may: { webhooks: ['Query'] } },
  { name: 'get-webhook-endpoint', folder: 'webhooks', method: 'GET', paths: ['/v1/webhook-endpoints/{endpoint_id}'], requires: 'operate', may: { webhooks: ['GetItem'] } },
  { name: 'update-webhook-endpoint', folder: 'webhooks', method: 'POST', paths: ['/v1/webhook-endpoints/{endpoint_id}'], requires: 'operate', may: { webhooks: ['GetItem', 'Query', 'UpdateItem'] } },
  { name: 'delete-webhook-endpoint', folder: 'webhooks', method: 'DELETE', paths: ['/v1/webhook-endpoints/{endpoint_id}'], requires: 'operate', may: { webhooks: ['GetItem', 'UpdateItem'] } },
  { name: 'rotate-webhook-secret', folder: 'webhooks', method: 'POST', paths: ['/v1/webhook-endpoints/{endpoint_id}/rotate-secret'], requires: 'operate', may: { webhooks: ['GetItem', 'UpdateItem'] } },
  { name: 'test-webhook-endpoint', folder: 'webhooks', method: 'POST', paths: ['/v1/webhook-endpoints/{endpoint_id}/test'], requires: 'operate', may: { webhooks: ['GetItem'] } },
  { name: 'list-webhook-deliveries', folder: 'webhooks', method: 'GET', paths: ['/v1/webhook-endpoints/{endpoint_id}/deliveries'], requires: 'operate', may: { webhooks: ['GetItem', 'Query'] } },
  { name: 'replay-webhook-endpoint', folder: 'webhooks', method: 'POST', paths: ['/v1/webhook-endpoints/{endpoint_id}/replay'], requires: 'operate', may: { events: ['Query'], webhooks: ['GetItem', 'Query', 'PutItem', 'DeleteItem'] }, schedulesDeliveries: true },
  { name: 'redeliver-event', folder: 'webhooks', method: 'POST', paths: ['/v1/events/{event_id}/redeliver'], requires: 'operate', may: { events: ['GetItem'], webhooks: ['GetItem', 'Query', 'PutItem', 'DeleteItem'] }, schedulesDeliveries: true },

  { name: 'get-metrics', folder: 'metrics', method: 'GET', paths: ['/metrics'], requires: 'operate', may: { projections: ['Query'], webhooks: ['Query'] } },

  { name: 'customers-create-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/CreatePayment'], requires: 'charge', may: charge, asksProcessor: true },
  { name: 'customers-get-payment', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/GetPayment'], requires: 'read', may: { payments: ['GetItem'] } },
  { name: 'customers-process-payment', folder: 'customers', method: 'POST', paths: ['/payment.v1.PaymentService/ProcessPayment'], requires: 'refund', may: change, asksProcessor: true },
  { name: 'customers-health-check', folder: 'customers', method: 'POST', alsoGet: true, paths: ['/payment.v1.PaymentService/HealthCheck'], requires: 'read', may: { payments: ['GetItem'] } },

  { name: 'services-request-payment', folder: 'services', method: 'POST', paths: ['/payments.v1.PaymentService/RequestPayment'], requires: 'charge', may: charge, asksProcessor: true },
  { name: 'services-get-payment', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/GetPayment'], requires: 'read', may: { payments: ['GetItem'] } },
  { name: 'services-health', folder: 'services', method: 'POST', alsoGet: true, paths: ['/payments.v1.PaymentService/Health'], requires: 'read', may: { payments: ['GetItem'] } },

  { name: 'get-openapi', folder: 'explorer', method: 'GET', paths: ['/openapi.json'], requires: 'read', may: {}, open: 'where disposable' },
  { name: 'get-explorer', folder: 'explorer', method: 'GET', paths: ['/explorer', '/', '/console'], requires: 'operate', may: {}, stages: 'disposable', open: 'where disposable' },
];

export const methodsOf = ({ method, alsoGet, alsoHead }: RouteMethods): readonly (Route['method'] | 'HEAD')[] => [
  method,
  ...(alsoGet ? (['GET'] as const) : []),
  ...(alsoHead ? (['HEAD'] as const) : []),
];

export type RouteMethods = Pick<Route, 'method' | 'alsoGet' | 'alsoHead'>;

/** Routes whose paths have the form `/package.Service/Method`. */
export const rpcRoutes: readonly Route[] = routes.filter(({ paths }) =>
  paths.every((path) => /^\/[a-z0-9.]+\.[A-Z]/.test(path)),
);

/** Routes that are deployed in a stage. */
export const routesOf = ({ kind }: Pick<Stage, 'kind'>): readonly Route[] =>
  routes.filter(({ stages }) => stages === undefined || kind !== 'kept');

/** Whether a route needs no authentication in a stage. */
export const isOpen = ({ open }: Pick<Route, 'open'>, { kind }: Pick<Stage, 'kind'>): boolean =>
  kind === 'local' || open === 'everywhere' || (kind === 'sandbox' && open !== undefined);
