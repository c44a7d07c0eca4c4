import { tableNames } from '../../lib/table-definitions.ts';

/** The table whose writes have names. */
export const tableOfWrites = 'payments';

/** Names of the writes to that table. */
export const writeNames = [
  'begin',
  'begin again',
  'hold trip',
  'hold order',
  'take over',
  'settle',
  'release',
  'begin closing',
  'abandon closing',
  'close',
  'expire',
  'decide',
  'begin fencing',
  'postpone',
  'reserve refund',
  'take over refund',
  'renew refund key',
  'settle refund',
  'decide refund',
  'reverse refund',
  'record external refund',
  'release refund',
  'refuse refund',
  'archive refund',
  'record disputes',
  'record key',
  'redact',
] as const;
export type WriteName = (typeof writeNames)[number];

/** Operations of the handlers' calls to DynamoDB: src/store/sdk-call.ts has no others. */
export const storeOperations: readonly string[] = [
  'GetItem',
  'Query',
  'TransactGetItems',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
];

/** Names of tables, as `nameWithoutStage` shortens them; the last one is the notification stub's. */
export const storeTables: readonly string[] = [...tableNames, 'notifications'];

/** A call to DynamoDB, with the properties that faults can match. */
export type StoreCall = Readonly<{
  /** `PutItem` */
  operation: string;
  /** Without the stage's prefix: `payments`. A transaction has those of all its items. */
  tables: readonly string[];
  /** Undefined for reads and for other tables. */
  write: WriteName | undefined;
}>;

type WireKey = Readonly<{ id?: Readonly<{ S?: string }> }>;

type Input = Readonly<{
  TableName?: string;
  Item?: WireKey;
  Key?: WireKey;
  ConditionExpression?: string;
  UpdateExpression?: string;
  TransactItems?: readonly Readonly<Record<string, Readonly<{ TableName?: string }>>>[];
}>;

/** Reads a call from its HTTP request. */
export function storeCallOf(target: string, body: string): StoreCall {
  const operation = target.split('.').at(-1) ?? '';
  const input = inputIn(body);
  const names = [input, ...(input.TransactItems ?? []).flatMap((item) => Object.values(item))];
  const tables = names.flatMap(({ TableName }) => (TableName === undefined ? [] : [nameWithoutStage(TableName)]));
  return { operation, tables, write: tables.includes(tableOfWrites) ? writeNameOf(operation, input) : undefined };
}

/** Whether the operation writes: the service uses no other writing operations. */
export const isWrite = ({ operation }: Pick<StoreCall, 'operation'>): boolean =>
  /^(Put|Update|Delete|Transact|BatchWrite)/.test(operation);

/** `payment-service-local-stub-notifications` becomes `notifications`. */
const nameWithoutStage = (tableName: string): string => tableName.split('-').at(-1) ?? tableName;

function inputIn(body: string): Input {
  try {
    return JSON.parse(body) as Input;
  } catch {
    return {};
  }
}

/** Items other than payments, by the prefix of their ids: ids of payments contain no `#`. */
const besides: readonly (readonly [WriteName, string])[] = [
  ['hold trip', 'trip#'],
  ['hold order', 'order#'],
  ['archive refund', 'refund#'],
  ['record key', 'key#'],
];

/** The first match counts: some writes match several patterns. */
const updates: readonly (readonly [WriteName, RegExp])[] = [
  ['redact', /^SET redacted_at = |^REMOVE refund\.reason$/],
  ['reserve refund', /SET refunds\.#refund = /],
  ['record external refund', /^SET refundable_minor = /],
  ['take over refund', /refunds\.#refund\.#lease = /],
  ['release refund', /refunds\.#refund\.#lease\.#until/],
  ['renew refund key', /refunds\.#refund\.attempt = /],
  ['reverse refund', /reversed_at = /],
  ['decide refund', /refunds\.#refund\.#status = :status, refunds\.#refund\.settled_at = /],
  ['settle refund', /refunds\.#refund\.#status = /],
  ['record disputes', /SET disputes = /],
  ['refuse refund', /SET refund_fence = /],
  ['begin closing', /closing = /],
  ['abandon closing', /REMOVE closing, closing_minor$/],
  ['expire', /expired_at = /],
  ['close', /closed_at = /],
  ['decide', /outcome\.decision = /],
  ['begin fencing', /SET fencing = /],
  ['postpone', /SET due_at = :next|REMOVE due_at, polls/],
  ['settle', /settled_by = /],
  ['release', /#lease\.#until = /],
  ['take over', /#lease = /],
];

/** Operations by which a write is done. */
export function operationsOf(write: WriteName): readonly string[] {
  if (besides.some(([name]) => name === write)) return ['PutItem', 'UpdateItem'];
  return updates.some(([name]) => name === write) ? ['UpdateItem'] : ['PutItem'];
}

function writeNameOf(operation: string, { Item, Key, ConditionExpression, UpdateExpression = '' }: Input) {
  if (!isWrite({ operation })) return undefined;
  const id = (Item ?? Key)?.id?.S ?? '';
  const update = updates.find(([, pattern]) => pattern.test(UpdateExpression))?.[0];
  // An archived refund is an item of its own, which is redacted, too.
  if (update === 'redact') return update;
  const beside = besides.find(([, prefix]) => id.startsWith(prefix))?.[0];
  if (beside !== undefined) return beside;
  if (operation === 'UpdateItem') return update;
  return ConditionExpression === 'attribute_not_exists(id)' ? 'begin' : 'begin again';
}
