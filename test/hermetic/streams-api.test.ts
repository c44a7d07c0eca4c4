import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import {
  mapRecords,
  recordsPerPage,
  type StreamPage,
  type StreamsApi,
  streamsAt,
} from '../../hermetic/events/streams-api.ts';
import { recordsOf } from './test-records.ts';
import { clientOf, ordersTable } from './test-tables.ts';

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

describe('stream records', () => {
  it.each([
    [1_000, 1, 1_000],
    [27_000 * 25, 25, 38],
    [400_000 * 2, 2, 2],
    [6_000_000, 1, 1],
  ])('of %i bytes in the last %i are requested %i at a time', (bytes, records, expected) => {
    expect(recordsPerPage(bytes, records)).toBe(expected);
  });

  it('come in order and in pages of about 1 MB, however many there are', async () => {
    const { put, first } = await tableWithStream('many');
    const [count, size] = [150, 27_000];
    for (let number = 0; number < count; number++) await put(number, size);
    const pages: StreamPage[] = [];
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

  it('are not written for a write that changes no data, as on AWS', async () => {
    const { put, first } = await tableWithStream('unchanged');
    for (const size of [1, 1, 2, 2, 1]) await put(7, size);
    const { records } = await streams.read(first);
    const sizes = records.map(({ dynamodb }) => JSON.stringify(dynamodb.NewImage).match(/x+/)?.[0].length);
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'MODIFY']);
    expect(sizes).toEqual([1, 2, 1]);
  });

  it('come in a small page when large ones follow small ones, because the engine serves nobody else meanwhile', async () => {
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

it('a full page stays full when its records are mapped, so that the next one is read at once', async () => {
  const page = { records: recordsOf(2), next: 'next', isFull: true };
  const changed = mapRecords({ ...streams, read: async () => page }, (record) => ({ ...record, eventID: 'changed' }));
  expect(await changed.read('first')).toMatchObject({
    records: [{ eventID: 'changed' }, {}],
    next: 'next',
    isFull: true,
  });
});
