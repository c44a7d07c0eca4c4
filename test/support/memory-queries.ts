import type { Query } from '../../src/runtime/operations.ts';
import type { Item } from '../../src/store/item.ts';

type Input = Query['input'];
type Range = (item: Item, values: Item) => boolean;

const isBefore = (one: unknown, other: unknown) => String(one) < String(other);

/** Every key condition that src/store sends, by its index. */
const ranges: Readonly<Record<string, Range>> = {
  'the table: id = :id': (item, values) => item.id === values[':id'],
  'the table: id = :id AND sort < :after': (item, values) =>
    item.id === values[':id'] && isBefore(item.sort, values[':after']),
  'by-time: time_shard = :shard AND time_sort > :after': (item, values) =>
    item.time_shard === values[':shard'] && isBefore(values[':after'], item.time_sort),
  'by-time: time_shard = :partition AND time_sort < :before': (item, values) =>
    item.time_shard === values[':partition'] && isBefore(item.time_sort, values[':before']),
  'by-day: #day = :partition AND time_sort < :before': (item, values) =>
    item.day === values[':partition'] && isBefore(item.time_sort, values[':before']),
  'by-trip: trip_index = :partition AND time_sort < :before': (item, values) =>
    item.trip_index === values[':partition'] && isBefore(item.time_sort, values[':before']),
};

/** The result of a query on a table's items. As in DynamoDB, `Limit` counts the items before they are filtered. */
export function queried(input: Input, items: readonly Item[]): Item {
  const { ExpressionAttributeValues: values = {}, ScanIndexForward = true, Limit = Infinity } = input;
  const range = ranges[`${input.IndexName ?? 'the table'}: ${input.KeyConditionExpression}`];
  if (range === undefined) {
    throw new Error(`not a query of this service: ${input.KeyConditionExpression} on ${input.IndexName}`);
  }
  const inRange = items.filter((item) => range(item, values));
  const sortKey = input.IndexName === undefined ? 'sort' : 'time_sort';
  inRange.sort((one, other) => (isBefore(one[sortKey], other[sortKey]) === ScanIndexForward ? -1 : 1));
  const looked = inRange.slice(0, Limit);
  const clauses = input.FilterExpression?.split(' AND ') ?? [];
  const Items = looked.filter((item) => clauses.every((clause) => clauseHolds(clause, item, input)));
  // A page that is full ends with a key, even if nothing comes after it.
  const isFull = looked.length === Limit;
  return {
    Count: Items.length,
    ...(input.Select !== 'COUNT' && { Items: Items.map((item) => projected(item, input)) }),
    ...(isFull ? { LastEvaluatedKey: looked.at(-1) } : {}),
  };
}

function projected(item: Item, { ProjectionExpression: names }: Input): Item {
  return names === undefined ? item : Object.fromEntries(names.split(', ').map((name) => [name, item[name]]));
}

/** The value at a path; undefined if it is not there. */
const valueAt = (item: Item, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Item | undefined)?.[name], item);

/** Every condition of a filter that src/store sends. */
function clauseHolds(clause: string, item: Item, { ExpressionAttributeNames: names = {}, ...input }: Input): boolean {
  const values = input.ExpressionAttributeValues ?? {};
  const operand = (name: string): unknown => (name.startsWith(':') ? values[name] : valueAt(item, names[name] ?? name));
  const words = clause.replace(/[(),]/g, ' ').trim().split(/\s+/);
  const isNegated = words[0] === 'NOT';
  const [left = '', operator, ...right] = isNegated ? words.slice(1) : words;
  const isAny = right.some((name) => operand(left) === operand(name));
  if (isNegated && operator === 'IN') return !isAny;
  if (operator === '=' || operator === 'IN') return isAny;
  if (operator === '<>') return !isAny;
  throw new Error(`not a filter of this service: ${clause}`);
}
