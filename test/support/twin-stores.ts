import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { stageTables } from '../../lib/table-name.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { operationClient } from '../../src/store/operation-client.ts';
import { tunedClient } from '../../src/store/tuned-client.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { MemoryProjections } from './memory-projections.ts';

const { events, payments, orders, users, projections } = stageTables('local');
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' }) as const;
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' }) as const;

/** As lib/tables.ts has them, but for what the indexes hold: all of an item, as in memory. */
function table(TableName: string, indexes: Readonly<Record<string, string>>): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash('id')],
    AttributeDefinitions: ['id', 'time_sort', ...Object.values(indexes)].map(text),
    GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, partition]) => ({
      IndexName,
      KeySchema: [hash(partition), range('time_sort')],
      Projection: { ProjectionType: 'ALL' },
    })),
  };
}

const tables: readonly CreateTableCommandInput[] = [
  table(payments, { 'by-time': 'time_shard', 'by-trip': 'trip_index' }),
  table(orders, { 'by-time': 'time_shard' }),
  table(users, { 'by-time': 'time_shard' }),
  {
    TableName: projections,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash('id'), range('sort')],
    AttributeDefinitions: ['id', 'sort'].map(text),
  },
  {
    ...table(events, { 'by-day': 'day' }),
    KeySchema: [hash('id'), range('sort')],
    AttributeDefinitions: ['id', 'sort', 'day', 'time_sort'].map(text),
  },
];

/** The result of a call: its output, or the exception that it threw. */
type Told = Readonly<{ output: Item } | { error: string; shows: unknown }>;

/** The store in memory and the engine, given the same operations: every call must come to the same in both. */
export class TwinStores implements AsyncDisposable {
  /** How often each kind of call came to what. */
  readonly seen = new Map<string, number>();
  readonly #engine: Engine;
  readonly #client: DynamoDBClient;
  readonly #real: Send;
  readonly #items = new MemoryDynamo();
  readonly #projections = new MemoryProjections();

  private constructor(engine: Engine, client: DynamoDBClient) {
    this.#engine = engine;
    this.#client = client;
    this.#real = dynamoSend(operationClient(tunedClient(new URL(engine.endpoint))))(() => 60_000);
  }

  static async started(): Promise<TwinStores> {
    const engine = await startEngine(findEngine());
    // Region and credentials of the environment, as the functions' client has them: DynamoDB Local keeps tables for each.
    const client = new DynamoDBClient({ endpoint: engine.endpoint, maxAttempts: 1 });
    await createTables(client, tables);
    return new TwinStores(engine, client);
  }

  /** Sends to both. Throws what both threw, and a difference as an error that no store knows. */
  readonly send = (async (operation: Operation) => {
    const [real, memory] = [await outcome(this.#real, operation), await outcome(this.#memory, operation)];
    // The client sends a write again if it gets no answer in time, and its first try may have been done.
    if ('thrown' in real && real.wasRepeated && 'output' in memory) return memory.output;
    const kind = `${operation.name.replace(/Items?$/, '')}: ${'error' in real.told ? real.told.error : 'done'}`;
    this.seen.set(kind, (this.seen.get(kind) ?? 0) + 1);
    if (!isDeepStrictEqual(real.told, memory.told)) {
      const shown = JSON.stringify({ kind, input: operation.input, engine: real.told, memory: memory.told }, bigints);
      throw new TypeError(`the stores differ: ${shown}`);
    }
    if ('thrown' in real) throw real.thrown;
    return real.output;
  }) as Send;

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    await this.#engine.stop();
  }

  readonly #memory = ((operation: Operation) => {
    const { TableName } = operation.input as { TableName?: string };
    // Operations on several tables name none at their top.
    const isProjection = TableName === undefined || [projections, events].includes(TableName);
    return isProjection ? this.#projections.send(operation as never) : this.#items.send(operation as never);
  }) as Send;
}

type Outcome = Readonly<{ told: Told; output: unknown } | { told: Told; thrown: unknown; wasRepeated: boolean }>;

async function outcome(send: Send, operation: Operation): Promise<Outcome> {
  try {
    const output = await (send as (operation: Operation) => Promise<Item>)(operation);
    return { told: { output: withoutFrame(output) }, output };
  } catch (thrown) {
    if (!(thrown instanceof DynamoDBServiceException)) throw thrown;
    const wasRepeated = (thrown.$metadata?.attempts ?? 1) > 1;
    return { told: { error: thrown.name, shows: shownBy(thrown) }, thrown, wasRepeated };
  }
}

/** The details of an exception besides its name: the item of a failed condition, or a code for each write of a transaction. */
function shownBy(error: DynamoDBServiceException): unknown {
  if (error instanceof ConditionalCheckFailedException) return error.Item && unmarshalled(error.Item);
  if (error instanceof TransactionCanceledException) return error.CancellationReasons?.map(({ Code }) => Code);
  return undefined;
}

/** The part of an output that the service reads. Of a page's last key, that is its position in the index. */
function withoutFrame({ Item, Attributes, Items, Count, LastEvaluatedKey }: Item): Item {
  const lastKey = LastEvaluatedKey as { time_sort?: string; sort?: string } | undefined;
  return {
    ...(Item !== undefined && { Item }),
    ...(Attributes !== undefined && { Attributes }),
    ...(Items !== undefined && { Items }),
    ...(Items === undefined && Count !== undefined && { Count }),
    ...(lastKey !== undefined && { endedAt: lastKey.time_sort ?? lastKey.sort }),
  };
}

const bigints = (_name: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
