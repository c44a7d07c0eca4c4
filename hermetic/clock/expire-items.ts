import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { StreamRecord } from '../events/streams-api.ts';
import type { AppDefinition, ExpiryDefinition } from '../template/app-definition.ts';

/** Deletions that are remembered until their stream records have been read. */
const maxRemembered = 100_000;

const service = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/**
 * TTL by the test clock; the engine's own goes by real time. Stream records of expired items name DynamoDB as the principal:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export class Expiry {
  readonly #client: DynamoDBClient;
  readonly #deleted = new Set<string>();
  /** TTL attribute by table. */
  #attributes: ReadonlyMap<string, string> = new Map();

  constructor(client: DynamoDBClient) {
    this.#client = client;
  }

  /** Deletes items that have expired by `now`. Resolves with the number by table, if not zero. */
  async deleteExpired({ tables, expiries }: AppDefinition, now: number): Promise<Readonly<Record<string, number>>> {
    this.#attributes = new Map(expiries.map(({ tableName, attribute }) => [tableName, attribute]));
    const counts = expiries.map(async (expiry) => {
      const { KeySchema = [] } = tables.find(({ TableName }) => TableName === expiry.tableName) ?? {};
      const keyNames = KeySchema.map(({ AttributeName = '' }) => AttributeName);
      return [expiry.tableName, await this.#deleteIn(expiry, keyNames, now)] as const;
    });
    return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
  }

  /** Adds DynamoDB's principal to the record of an item that was deleted here. */
  recordOf(tableName: string, record: StreamRecord): StreamRecord {
    const { Keys, OldImage = {} } = record.dynamodb;
    const isExpiry = record.eventName === 'REMOVE' && this.#deleted.has(this.#deletionOf(tableName, Keys, OldImage));
    return isExpiry ? { ...record, userIdentity: service } : record;
  }

  async #deleteIn(
    { tableName, attribute }: ExpiryDefinition,
    keyNames: readonly string[],
    now: number,
  ): Promise<number> {
    const names = { '#ttl': attribute };
    const expired = {
      TableName: tableName,
      FilterExpression: 'attribute_type(#ttl, :number) AND #ttl <= :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':number': { S: 'N' }, ':now': { N: String(Math.floor(now / 1000)) } },
    };
    let count = 0;
    for await (const { Items = [] } of paginateScan({ client: this.#client }, expired)) {
      for (const item of Items) count += await this.#deleteOne(tableName, attribute, keyOf(item, keyNames), item);
    }
    return count;
  }

  /** Leaves the item alone if its TTL has changed meanwhile. */
  async #deleteOne(
    tableName: string,
    attribute: string,
    Key: Record<string, AttributeValue>,
    item: Readonly<Record<string, AttributeValue>>,
  ): Promise<0 | 1> {
    const deletion = this.#deletionOf(tableName, Key, item);
    this.#deleted.add(deletion);
    for (const oldest of this.#deleted) {
      if (this.#deleted.size <= maxRemembered) break;
      this.#deleted.delete(oldest);
    }
    try {
      await this.#client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key,
          ConditionExpression: '#ttl = :seen',
          ExpressionAttributeNames: { '#ttl': attribute },
          ExpressionAttributeValues: { ':seen': item[attribute] as AttributeValue },
        }),
      );
      return 1;
    } catch (error) {
      this.#deleted.delete(deletion);
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 0;
      throw error;
    }
  }

  /** Identifies a deletion. Contains the TTL: the same key, written again and deleted by a client, did not expire. */
  #deletionOf(tableName: string, key: ExpiringItem, item: ExpiringItem): string {
    const keys = Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify([tableName, keys, item[this.#attributes.get(tableName) ?? '']]);
  }
}

type ExpiringItem = Readonly<Record<string, unknown>>;

const keyOf = (item: Record<string, AttributeValue>, names: readonly string[]): Record<string, AttributeValue> =>
  Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
