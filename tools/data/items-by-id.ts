import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { type Item, unmarshalled } from '../../src/store/item.ts';

/** DynamoDB's limit for one BatchGetItem. */
const getsAtOnce = 100;

/** Reads the items that exist of these ids, in their order. */
export async function* itemsById(
  client: DynamoDBClient,
  tableName: string,
  ids: readonly string[],
): AsyncGenerator<Item> {
  for (let from = 0; from < ids.length; from += getsAtOnce) {
    yield* await readItems(client, tableName, ids.slice(from, from + getsAtOnce));
  }
}

/** Retries unprocessed keys with backoff. */
async function readItems(client: DynamoDBClient, tableName: string, ids: readonly string[]): Promise<Item[]> {
  const found = new Map<unknown, Item>();
  let left: Record<string, AttributeValue>[] = ids.map((id) => ({ id: { S: id } }));
  for (let tries = 0; left.length > 0; tries++) {
    if (tries > 0) await sleep(Math.min(25 * 2 ** tries, 2_000));
    const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const wire of Responses?.[tableName] ?? []) {
      const item = unmarshalled(wire);
      found.set(item.id, item);
    }
    left = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return ids.map((id) => found.get(id)).filter((item) => item !== undefined);
}
