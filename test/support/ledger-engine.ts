import { randomUUID } from 'node:crypto';
import {
  type CreateTableCommandInput,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, deleteTables } from '../../hermetic/engine/tables.ts';
import { stageTables } from '../../lib/table-name.ts';
import { recordOf } from '../../src/contracts/event.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import type { Io } from '../../src/runtime/io.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { operationClient } from '../../src/store/operation-client.ts';
import { tunedClient } from '../../src/store/tuned-client.ts';
import { paymentItem } from '../../tools/data/payment-items.ts';
import { World } from './world.ts';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' }) as const;
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' }) as const;
const tables = stageTables('local');

const definitions: readonly CreateTableCommandInput[] = [
  {
    TableName: tables.payments,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash('id')],
    AttributeDefinitions: [text('id')],
  },
  {
    TableName: tables.projections,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash('id'), range('sort')],
    AttributeDefinitions: ['id', 'sort'].map(text),
  },
  {
    TableName: tables.events,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [hash('id'), range('sort')],
    AttributeDefinitions: ['id', 'sort', 'day', 'time_sort'].map(text),
    GlobalSecondaryIndexes: [
      { IndexName: 'by-day', KeySchema: [hash('day'), range('time_sort')], Projection: { ProjectionType: 'ALL' } },
    ],
  },
];

/** Engines that no test uses. Starting one takes longer than most tests. */
const idle: Engine[] = [];
afterAll(async () => {
  await Promise.all(idle.splice(0).map((engine) => engine.stop()));
});

/** The ledger's tables in an engine that no other test uses at the same time, empty. */
export class LedgerEngine implements AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly tables = tables;
  readonly world = new World();
  readonly #engine: Engine;

  private constructor(engine: Engine, client: DynamoDBClient) {
    this.#engine = engine;
    this.client = client;
  }

  static async started(): Promise<LedgerEngine> {
    const engine = idle.pop() ?? (await startEngine(findEngine()));
    const client = new DynamoDBClient({ endpoint: engine.endpoint, maxAttempts: 3 });
    await deleteTables(client, definitions);
    await createTables(client, definitions);
    return new LedgerEngine(engine, client);
  }

  io = (): Io => ({
    ...this.world.io(),
    newId: randomUUID,
    random: Math.random,
    send: dynamoSend(operationClient(tunedClient(new URL(this.#engine.endpoint))))(() => 60_000),
  });

  /** Stores a payment, and records its events. */
  async keep(payment: Payment): Promise<void> {
    await this.client.send(
      new PutItemCommand({ TableName: tables.payments, Item: marshalled(paymentItem(payment, 1)) }),
    );
    await eventRecords(this.io()).record(eventsOf(undefined, payment).map(recordOf), new Map());
  }

  async remove(TableName: string, key: Item): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName, Key: marshalled(key) }));
  }

  /** Everything in a table, by key. */
  async items(TableName: string): Promise<Readonly<Record<string, Item>>> {
    const found: [string, Item][] = [];
    for await (const { Items = [] } of paginateScan({ client: this.client }, { TableName, ConsistentRead: true })) {
      for (const item of Items.map(unmarshalled)) found.push([`${item.id} ${item.sort}`, item]);
    }
    return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    idle.push(this.#engine);
  }
}
