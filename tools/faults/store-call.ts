/** Names for the writes of a payment's life, by what they do to the payments table. */
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
  'release refund',
  'refuse refund',
  'archive refund',
  'record key',
] as const;
export type WriteName = (typeof writeNames)[number];

/** One call to DynamoDB, as faults are matched with it. */
export type StoreCall = Readonly<{
  /** `PutItem` */
  operation: string;
  /** Without the stage's prefix: `payments`. Of a transaction, those of all its items. */
  tables: readonly string[];
  /** Only of writes that have one. */
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

/** Reads a call off the wire; what is not JSON has no table. */
export function storeCallOf(target: string, body: string): StoreCall {
  const operation = target.split('.').at(-1) ?? '';
  const input = inputIn(body);
  const names = [input, ...(input.TransactItems ?? []).flatMap((item) => Object.values(item))];
  const tables = names.flatMap(({ TableName }) => (TableName === undefined ? [] : [nameWithoutStage(TableName)]));
  return { operation, tables, write: tables.includes('payments') ? writeNameOf(operation, input) : undefined };
}

/** By the operation: the service makes no others that change something. */
export const isWrite = ({ operation }: Pick<StoreCall, 'operation'>): boolean =>
  /^(Put|Update|Delete|Transact|BatchWrite)/.test(operation);

/** `payment-service-local-stub-notifications` is `notifications`, as in the functions' rights. */
const nameWithoutStage = (tableName: string): string => tableName.split('-').at(-1) ?? tableName;

function inputIn(body: string): Input {
  try {
    return JSON.parse(body) as Input;
  } catch {
    return {};
  }
}

/** Items beside the payments, by the beginning of their ids: no payment's has a `#`. */
const besides: readonly (readonly [WriteName, string])[] = [
  ['hold trip', 'trip#'],
  ['hold order', 'order#'],
  ['archive refund', 'refund#'],
  ['record key', 'key#'],
];

/** In this order, because later patterns are found in writes that earlier ones name. */
const updates: readonly (readonly [WriteName, RegExp])[] = [
  ['reserve refund', /SET refunds\.#refund = /],
  ['take over refund', /refunds\.#refund\.#lease = /],
  ['release refund', /refunds\.#refund\.#lease\.#until/],
  ['renew refund key', /refunds\.#refund\.attempt = /],
  ['reverse refund', /reversed_at = /],
  ['decide refund', /refunds\.#refund\.#status = :status, refunds\.#refund\.settled_at = /],
  ['settle refund', /refunds\.#refund\.#status = /],
  ['refuse refund', /SET refund_fence = /],
  ['begin closing', /closing = /],
  ['abandon closing', /^REMOVE closing/],
  ['expire', /#status = :cancelled, closed_at = /],
  ['close', /closed_at = /],
  ['decide', /outcome\.decision = /],
  ['begin fencing', /SET fencing = /],
  ['postpone', /SET due_at = :next|REMOVE due_at, polls/],
  ['settle', /settled_by = /],
  ['release', /#lease\.#until = /],
  ['take over', /#lease = /],
];

function writeNameOf(operation: string, { Item, Key, ConditionExpression, UpdateExpression = '' }: Input) {
  if (!isWrite({ operation })) return undefined;
  const id = (Item ?? Key)?.id?.S ?? '';
  const beside = besides.find(([, prefix]) => id.startsWith(prefix))?.[0];
  if (beside !== undefined) return beside;
  if (operation === 'UpdateItem') return updates.find(([, pattern]) => pattern.test(UpdateExpression))?.[0];
  return ConditionExpression === 'attribute_not_exists(id)' ? 'begin' : 'begin again';
}
