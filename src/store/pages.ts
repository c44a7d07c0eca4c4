import type { Io } from '../runtime/io.ts';
import { Query } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';

type QueryPage = Readonly<{ items: readonly Item[]; count: number }>;

/** The pages of a query, read as far as they are taken: DynamoDB ends a page at 1 MB, whatever is left. */
async function* pagesOf(input: Query['input'], { send }: Pick<Io, 'send'>): AsyncGenerator<QueryPage, void> {
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await attempted(send(new Query({ ...input, ExclusiveStartKey })));
    yield { items: page.Items ?? [], count: page.Count ?? 0 };
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** The items of a query, one by one. */
export async function* itemsOf(input: Query['input'], io: Pick<Io, 'send'>): AsyncGenerator<Item, void> {
  for await (const { items } of pagesOf(input, io)) yield* items;
}

/** All items of a query. */
export async function allOf(input: Query['input'], io: Pick<Io, 'send'>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of itemsOf(input, io)) items.push(item);
  return items;
}

/** How many items a partition has. */
export async function countOf(TableName: string, partition: string, io: Pick<Io, 'send'>): Promise<number> {
  const query = {
    TableName,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': partition },
    Select: 'COUNT' as const,
  };
  let total = 0;
  for await (const { count } of pagesOf(query, io)) total += count;
  return total;
}
