import type { Io } from '../runtime/io.ts';
import { Query } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';
import { merged } from './merged.ts';

/** One or more partitions of a table or an index that is sorted by time, and what is wanted of them. */
export type IndexQuery = Readonly<{
  TableName: string;
  IndexName?: string;
  partitionKey: string;
  /** Default: `time_sort`. */
  sortKey?: 'time_sort' | 'sort';
  partitions: readonly string[];
  FilterExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  filterValues?: Readonly<Record<string, unknown>>;
  ProjectionExpression?: string | undefined;
}>;

/** The earlier of two moments or positions, of those that there are. */
export const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;

/** Sorts after every moment. */
const end = '~';

/** The items of all partitions, the newest first, from the position `before`; read as far as they are taken. */
export function newestFirst(
  query: IndexQuery,
  { before = end, expected }: Readonly<{ before?: string | undefined; expected: number }>,
  { send }: Pick<Io, 'send'>,
): AsyncGenerator<Item, void> {
  const { partitionKey, sortKey = 'time_sort', partitions, filterValues, ...input } = query;
  const share = shareOf(expected, partitions.length);

  async function* partitionFrom(partition: string): AsyncGenerator<Item, void> {
    let position: string | undefined = before;
    for (let Limit = share; position !== undefined; ) {
      const { Items = [], LastEvaluatedKey } = await page(partition, position, Limit);
      yield* Items;
      position = LastEvaluatedKey?.[sortKey];
      // More than was expected: much of it is filtered out, here or by whoever takes it. Longer looks are fewer.
      Limit = Math.min(2 * Limit, mostOfOne);
    }
  }

  const page = (partition: string, position: string, Limit: number) =>
    attempted(
      send(
        new Query({
          ...input,
          KeyConditionExpression: `${partitionKey} = :partition AND ${sortKey} < :before`,
          ExpressionAttributeValues: { ...filterValues, ':partition': partition, ':before': position },
          ScanIndexForward: false,
          Limit,
        }),
      ),
    );

  return merged(partitions.map(partitionFrom), (one, other) => String(one[sortKey]) > String(other[sortKey]));
}

/** So many entries are half a read unit, which is the least that a query costs: to ask for fewer saves nothing. */
const leastOfOne = 8;

/** DynamoDB ends a page after 1 MB, which is about as many; and it takes no Limit of more than 31 bits. */
const mostOfOne = 1_000;

/** Number of items to ask one of several partitions for: the mean and two standard deviations. */
const shareOf = (expected: number, partitions: number): number =>
  partitions === 1
    ? expected
    : Math.max(leastOfOne, Math.ceil(expected / partitions + 2 * Math.sqrt(expected / partitions)));
