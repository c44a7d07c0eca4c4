import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type WireItem = Record<string, AttributeValue>;
type Condition = (
  stored: WireItem | undefined,
  values: WireItem,
  equal: (a: unknown, b: unknown) => boolean,
) => boolean;
type Update = (item: WireItem, values: WireItem) => WireItem;

/** DynamoDB finds no comparison true with an attribute that is not there. */
const leaseOf = (stored: WireItem | undefined, attribute: string) => stored?.lease?.M?.[attribute];

const ownedBy =
  (owner: string): Condition =>
  (stored, values, equal) =>
    stored !== undefined &&
    equal(stored.status, values[':processing']) &&
    leaseOf(stored, 'owner') !== undefined &&
    equal(leaseOf(stored, 'owner'), values[owner]);

/** Every condition that src/store sends. */
export const conditions: Readonly<Record<string, Condition>> = {
  'attribute_not_exists(id)': (stored) => stored === undefined,
  'status = :failed AND generation = :seen': (stored, values, equal) =>
    stored !== undefined && equal(stored.status, values[':failed']) && equal(stored.generation, values[':seen']),
  'status = :processing AND lease.owner = :seen': ownedBy(':seen'),
  'status = :processing AND lease.owner = :owner': ownedBy(':owner'),
};

const settle =
  'SET status = :status, outcome = :outcome, settled_by = :owner, settled_at = :at, ' +
  'refundable_minor = :refundable, time_shard = :shard, time_sort = :sort REMOVE lease';

/** Every update that src/store sends. */
export const updates: Readonly<Record<string, Update>> = {
  'SET lease = :lease': (item, values) => ({ ...item, lease: given(values, ':lease') }),
  'SET lease.until = :past': (item, values) => ({
    ...item,
    lease: { M: { ...item.lease?.M, until: given(values, ':past') } },
  }),
  [settle]: ({ lease: _removed, ...item }, values) => ({
    ...item,
    status: given(values, ':status'),
    outcome: given(values, ':outcome'),
    settled_by: given(values, ':owner'),
    settled_at: given(values, ':at'),
    refundable_minor: given(values, ':refundable'),
    time_shard: given(values, ':shard'),
    time_sort: given(values, ':sort'),
  }),
};

function given(values: WireItem, name: string): AttributeValue {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} is not in ExpressionAttributeValues`);
  return value;
}
