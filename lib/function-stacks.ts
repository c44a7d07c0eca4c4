/**
 * Stacks of the API's functions: their names in CloudFormation, by id. All functions together would be most of what
 * CloudFormation allows in one stack (docs/decisions/0744).
 */
export const functionStackNames = {
  PaymentFunctions: 'payment-functions',
  OrderFunctions: 'order-functions',
  EventFunctions: 'event-functions',
  OperationFunctions: 'operation-functions',
} as const;
export type FunctionStackId = keyof typeof functionStackNames;

/**
 * The stack of each folder of functions. A new folder needs a line. A folder that was released keeps its stack: function names
 * are fixed, so a function cannot be created in one stack while another still has it.
 */
const stackOfFolder = {
  customers: 'PaymentFunctions',
  disputes: 'PaymentFunctions',
  events: 'EventFunctions',
  explorer: 'OperationFunctions',
  health: 'OperationFunctions',
  ledger: 'EventFunctions',
  metrics: 'OperationFunctions',
  orders: 'OrderFunctions',
  payments: 'PaymentFunctions',
  processors: 'PaymentFunctions',
  refunds: 'PaymentFunctions',
  services: 'PaymentFunctions',
  users: 'OrderFunctions',
  webhooks: 'EventFunctions',
} as const satisfies Readonly<Record<string, FunctionStackId>>;

export type RouteFolder = keyof typeof stackOfFolder;

/** The stack of a route's function. */
export const functionStackOf = ({ folder }: Readonly<{ folder: RouteFolder }>): FunctionStackId =>
  stackOfFolder[folder];
