import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import {
  type Page,
  recordsOfAPage,
  type StreamsApi,
  streamsAt,
  withRecords,
} from '../../hermetic/events/streams-api.ts';
import { clientOf, ordersTable } from '../tools/tables-of-tests.ts';
import { recordsOf } from './records-of-tests.ts';

const directory = mkdtempSync(join(tmpdir(), 'streams-'));
let engine: Engine;
let client: DynamoDBClient;
let streams: StreamsApi;
beforeAll(async () => {
  engine = await startEngine(findEngine(), { databaseFile: join(directory, 'streams.db') });
  client = clientOf(engine);
  streams = streamsAt(engine.endpoint);
});
afterAll(async () => {
  streams.close();
  client.destroy();
  await engine.stop();
  rmSync(directory, { recursive: true });
});

describe('the records of a stream', () => {
  it.each([
    [1_000, 1, 1_000],
    [27_000 * 25, 25, 38],
    [400_000 * 2, 2, 2],
    [6_000_000, 1, 1],
  ])('of %i bytes for %i are asked for %i at a time', (bytes, records, expected) => {
    expect(recordsOfAPage(bytes, records)).toBe(expected);
  });

  it('come in pages of about 1 MB, in order, however many wait', async () => {
    const { put, first } = await tableWithStream('many');
    const [count, size] = [150, 27_000];
    for (let number = 0; number < count; number++) await put(number, size);
    const pages: Page[] = [];
    let iterator: string | undefined = first;
    do {
      pages.push(await streams.read(String(iterator)));
      iterator = pages.at(-1)?.next;
    } while (pages.at(-1)?.isFull);
    expect(Math.max(...pages.map(({ records }) => JSON.stringify(records).length))).toBeLessThan(1.1 * 1024 * 1024);
    const numbers = pages.flatMap(({ records }) => records.map((record) => JSON.stringify(record)));
    expect(numbers).toHaveLength(count);
    for (const [number, record] of numbers.entries()) expect(record).toContain(`"id":{"S":"${number}"}`);
  });

  it('come in a small page when large ones follow small ones, because the engine answers nobody else meanwhile', async () => {
    const { put, first } = await tableWithStream('mixed');
    for (let number = 0; number < 10; number++) await put(number, 1);
    const small = await streams.read(first);
    for (let number = 10; number < 70; number++) await put(number, 40_000);
    const large = await streams.read(String(small.next));
    expect([small.records.length, large.records.length, large.isFull]).toEqual([10, 25, true]);
  });
});

async function tableWithStream(TableName: string) {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.send(new CreateTableCommand({ ...ordersTable, TableName, StreamSpecification }));
  const arn = String(await streams.streamOf(TableName));
  const [shard] = await streams.shardsOf(arn);
  return {
    first: await streams.iteratorAt(arn, String(shard?.ShardId), 'oldest'),
    put: (number: number, size: number) =>
      client.send(
        new PutItemCommand({ TableName, Item: { id: { S: String(number) }, data: { S: 'x'.repeat(size) } } }),
      ),
  };
}

it('a full page stays full when its records are changed, so that the next one is read at once', async () => {
  const page = { records: recordsOf(2), next: 'next', isFull: true };
  const changed = withRecords({ ...streams, read: async () => page }, (record) => ({ ...record, eventID: 'changed' }));
  expect(await changed.read('first')).toMatchObject({
    records: [{ eventID: 'changed' }, {}],
    next: 'next',
    isFull: true,
  });
});
