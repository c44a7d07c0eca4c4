import { Aws, Token } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { ContextError } from './context-error.ts';
import type { OptionName } from './option-names.ts';
import { processorVariables } from './processor-options.ts';
import type { FunctionProps, SharedFunctionProps } from './service-function.ts';

type Variables = Readonly<Record<string, string>>;

/**
 * Environment variables of a function: names of its tables, addresses, and the settings of stage, bus and processors.
 * Throws a ContextError if Lambda would refuse them.
 */
export function environmentOf(props: FunctionProps, shared: SharedFunctionProps): Variables {
  const { stage, version } = shared;
  const { eventBus } = stage;
  const variables = {
    POWERTOOLS_SERVICE_NAME: 'payment-service',
    STAGE: stage.name,
    URL_SUFFIX: Aws.URL_SUFFIX,
    SERVICE_VERSION: version,
    INDEX_SHARDS: String(stage.indexShards),
    COUNTER_SHARDS: String(stage.counterShards),
    PROCESSOR_TRIGGERS: stage.kind === 'kept' ? 'off' : 'on',
    STRICT_ORDERS: stage.strictOrders ? 'on' : 'off',
    ONE_PAYMENT_PER_ORDER: stage.onePaymentPerOrder ? 'on' : 'off',
    ...(!stage.isCompressing && { COMPRESSION: 'off' }),
    ...namesOfTables(props, shared),
    ...addresses(props, shared),
    ...((props.putsEvents || props.schedulesDeliveries) && eventBus !== undefined && { EVENT_BUS: eventBus }),
    ...(props.asksProcessor && processorVariables(stage)),
  };
  refuseLargeEnvironment(props.name, variables);
  return variables;
}

function namesOfTables({ name, may }: FunctionProps, { tables }: SharedFunctionProps): Variables {
  const names = Object.keys(may).map((table) => [
    `${table.toUpperCase()}_TABLE`,
    tableOf(name, table, tables).tableName,
  ]);
  return Object.fromEntries(names);
}

export function tableOf(name: string, tableName: string, tables: Readonly<Record<string, Table>>): Table {
  const { [tableName]: table } = tables;
  if (table !== undefined) return table;
  throw new Error(`${name} has permissions for ${tableName}, but its stack has no such table`);
}

function addresses({ name, calls = [] }: FunctionProps, { services }: SharedFunctionProps): Variables {
  const known = calls.map((service) => {
    const { [service]: url } = services;
    if (url === undefined) throw new Error(`${name} calls ${service}, but its stack has no such address`);
    return [service, url];
  });
  return Object.fromEntries(known);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = 4_096;

/** For what only CloudFormation knows. The longest name of a table has 50 bytes. */
const bytesOfUnknown = 64;

/** The options whose values have no limit of their own. */
const longOptions: Readonly<Record<string, OptionName>> = {
  PROCESSOR_ROUTES: 'processorRoutes',
  TRIP_SERVICE_URL: 'tripServiceUrl',
  NOTIFICATION_SERVICE_URL: 'notificationServiceUrl',
  STRIPE_URL: 'stripeUrl',
  MOLLIE_URL: 'mollieUrl',
};

/** Otherwise Lambda would refuse the function when stacks before it are already deployed. Lambda measures the JSON of the variables. */
function refuseLargeEnvironment(name: string, variables: Variables): void {
  const sizes = Object.entries(variables).map(([variable, value]) => ({ variable, bytes: bytesOf(variable, value) }));
  const bytes = sizes.reduce((sum, one) => sum + one.bytes, 1);
  if (bytes <= mostBytes) return;
  const longest = sizes.reduce((longer, one) => (one.bytes > longer.bytes ? one : longer));
  const option = longOptions[longest.variable] ?? longest.variable;
  throw new ContextError(
    `${option} is too long: the environment variables of function ${name} would have ${bytes} bytes, of which it has ` +
      `${longest.bytes}, and AWS Lambda allows ${mostBytes}: shorten ${option} by at least ${bytes - mostBytes} bytes`,
  );
}

/** Bytes of `"variable":"value",` */
const bytesOf = (variable: string, value: string): number =>
  Buffer.byteLength(JSON.stringify(variable)) +
  (Token.isUnresolved(value) ? bytesOfUnknown : Buffer.byteLength(JSON.stringify(value))) +
  2;
