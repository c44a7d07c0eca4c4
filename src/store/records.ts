import type * as z from 'zod/mini';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem, Query, UpdateItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { timeIndex } from './time-index.ts';

/** Attributes of every user and order besides its own fields. */
export type Recorded = Readonly<{ id: string; created_at: string; erased_at?: string | undefined }>;

/** A page in order of creation; `next` is where the following one starts after. */
export type Page<Entry> = Readonly<{ entries: readonly Entry[]; next: string | undefined }>;

/** A table of things that are written once and read: users and orders. */
export function records<Entry extends Recorded>(
  TableName: string,
  schema: z.ZodMiniType<Entry>,
  { send }: Pick<Io, 'send'>,
) {
  async function shardAfter(shard: number, limit: number, after: string): Promise<Item[]> {
    const { Items } = await attempted(
      send(
        new Query({
          TableName,
          IndexName: 'by-time',
          KeyConditionExpression: 'time_shard = :shard AND time_sort > :after',
          ExpressionAttributeValues: { ':shard': String(shard), ':after': after },
          Limit: limit,
        }),
      ),
    );
    return Items ?? [];
  }

  return {
    async get(id: string): Promise<Entry | undefined> {
      const { Item } = await attempted(send(new GetItem({ TableName, Key: { id }, ConsistentRead: true })));
      return Item && schema.parse(Item);
    },

    /** Writes an entry if its id is free, and gives the one that has the id then. */
    async create(entry: Entry): Promise<Readonly<{ entry: Entry; created: boolean }>> {
      const Item = { ...entry, ...timeIndex(entry.id, entry.created_at, indexShards) };
      const write = await conditional(
        send(
          new PutItem({
            TableName,
            Item,
            ConditionExpression: 'attribute_not_exists(id)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return write.done ? { entry, created: true } : { entry: schema.parse(write.stored), created: false };
    },

    /** Replaces some texts of an entry and dates that, once; gives the entry as it then stands, or undefined if there is none. */
    async erase(id: string, texts: object, at: string): Promise<Entry | undefined> {
      const values = Object.entries(texts);
      const write = await conditional(
        send(
          new UpdateItem({
            TableName,
            Key: { id },
            UpdateExpression: `SET erased_at = :at, ${values.map((_, index) => `#text${index} = :text${index}`).join(', ')}`,
            ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(erased_at)',
            ExpressionAttributeNames: Object.fromEntries(values.map(([name], index) => [`#text${index}`, name])),
            ExpressionAttributeValues: {
              ':at': at,
              ...Object.fromEntries(values.map(([, text], index) => [`:text${index}`, text])),
            },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      const item = write.done ? write.value.Attributes : write.stored;
      return item && schema.parse(item);
    },

    /** The oldest first, merged from all shards. A page is never short while there is more. */
    async list(limit: number, after = ' '): Promise<Page<Entry>> {
      const shards = Array.from({ length: indexShards }, (_, shard) => shardAfter(shard, limit + 1, after));
      const items = (await Promise.all(shards)).flat();
      items.sort((one, other) => (String(one.time_sort) < String(other.time_sort) ? -1 : 1));
      const page = items.slice(0, limit);
      const next = items.length > limit ? String(page.at(-1)?.time_sort) : undefined;
      return { entries: page.map((item) => schema.parse(item)), next };
    },
  };
}
