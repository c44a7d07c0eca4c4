import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { StreamRecord } from '../events/streams-api.ts';
import type { AppDefinition, ExpiryDefinition } from '../template/app-definition.ts';

/** How many deletions are remembered until their stream records have been read. */
const mostRemembered = 100_000;

const service = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/**
 * DynamoDB's time to live on this machine, for when the clock is moved: the engine's own goes by the real time. The
 * stream record of an expired item says who deleted it, as DynamoDB's does:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export class Expiry {
  readonly #client: DynamoDBClient;
  readonly #deleted = new Set<string>();
  /** By table. */
  #attributes: ReadonlyMap<string, string> = new Map();

  constructor(client: DynamoDBClient) {
    this.#client = client;
  }

  /** Deletes what has expired by a moment; gives the number of items by table, without those that lost none. */
  async deleteExpired({ tables, expiries }: AppDefinition, now: number): Promise<Readonly<Record<string, number>>> {
    this.#attributes = new Map(expiries.map(({ tableName, attribute }) => [tableName, attribute]));
    const counts = expiries.map(async (expiry) => {
      const { KeySchema = [] } = tables.find(({ TableName }) => TableName === expiry.tableName) ?? {};
      const keyNames = KeySchema.map(({ AttributeName = '' }) => AttributeName);
      return [expiry.tableName, await this.#deleteIn(expiry, keyNames, now)] as const;
    });
    return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
  }

  /** A record with the principal that DynamoDB names if it was this that deleted the item. */
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

  /** Not if it was given another time meanwhile. */
  async #deleteOne(
    tableName: string,
    attribute: string,
    Key: Record<string, AttributeValue>,
    item: Readonly<Record<string, AttributeValue>>,
  ): Promise<0 | 1> {
    const deletion = this.#deletionOf(tableName, Key, item);
    this.#deleted.add(deletion);
    for (const oldest of this.#deleted) {
      if (this.#deleted.size <= mostRemembered) break;
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

  /** The time is part of it: the same item, written again and deleted by somebody, did not expire. */
  #deletionOf(tableName: string, key: Item, item: Item): string {
    const keys = Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify([tableName, keys, item[this.#attributes.get(tableName) ?? '']]);
  }
}

type Item = Readonly<Record<string, unknown>>;

const keyOf = (item: Record<string, AttributeValue>, names: readonly string[]): Record<string, AttributeValue> =>
  Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
