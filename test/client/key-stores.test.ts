import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoDbKeys } from '../../client/keys/dynamodb.ts';
import { fileKeys } from '../../client/keys/file.ts';
import type { KeyStore, StoredRequest } from '../../client/keys/key-store.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { collected } from '../support/collected.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const directory = mkdtempSync(join(tmpdir(), 'keys-'));
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'eu-west-1', credentials });
  await createTables(client, [
    {
      TableName: 'keys',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  ]);
  client.destroy();
});
afterAll(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true });
});

const memory = memoryKeys();
/** Each call opens the same store, as another process does. */
const stores: readonly (readonly [string, () => KeyStore])[] = [
  ['memory', () => memory],
  ['file', () => fileKeys(join(directory, 'made', 'when-needed'))],
  ['DynamoDB', () => dynamoDbKeys({ table: 'keys', region: 'eu-west-1', endpoint: engine.endpoint, credentials })],
];

const request = (intent: string, key: string): StoredRequest => ({
  command: 'pay',
  intent,
  key,
  path: '/v1/payments',
  body: '{"amount":"25.00","note":"ünïcode"}',
});

describe.each(stores)('the key store in %s', (_name, open) => {
  it('keeps the first request of an intent, and lists it until it is answered', async () => {
    expect(await collected(open().unanswered())).toEqual([]);
    const first = request('a/../b "c"', 'key-1');
    expect(await open().claim(first)).toEqual(first);
    expect(await open().claim(request(first.intent, 'key-2'))).toEqual(first);
    const refund = { command: 'cancel', intent: first.intent, key: 'key-3', path: '/v1/payments/p/cancel' } as const;
    expect(await open().claim(refund)).toEqual(refund);
    expect(await collected(open().unanswered())).toHaveLength(2);
    await open().answered(first);
    expect(await collected(open().unanswered())).toEqual([refund]);
    expect(await open().claim(request(first.intent, 'key-4'))).toEqual(first);
    await open().answered(refund);
    await open().answered(refund);
    expect(await collected(open().unanswered())).toEqual([]);
  });

  it('gives all of 20 processes that claim one intent at the same time the same key', async () => {
    const claimed = await Promise.all(
      Array.from({ length: 20 }, (_, number) => open().claim(request('raced', `key-${number}`))),
    );
    expect(new Set(claimed.map(({ key }) => key)).size).toBe(1);
    await Promise.all(claimed.map((one) => open().answered(one)));
  });
});

describe('a stored request that cannot be read', () => {
  const readable = request('b', 'k');
  const listed = async (keys: KeyStore) => {
    const requests: StoredRequest[] = [];
    const read = async () => {
      for await (const one of keys.unanswered()) requests.push(one);
    };
    return [await read().catch(String), requests];
  };

  it.each([
    ['is cut off', '{"command":"pay","int'],
    ['is empty', ''],
    ['is of another program', '{"name":"payments"}'],
  ])('in a file that %s gets no other key, and keeps no other request back', async (how, content) => {
    const keys = fileKeys(join(directory, how));
    await keys.claim(request('a', 'k'));
    const [name = ''] = readdirSync(join(directory, how));
    writeFileSync(join(directory, how, name), content);
    await keys.claim(readable);
    await expect(keys.claim(request('a', 'k2'))).rejects.toThrow(`${name} is no stored request`);
    expect(await listed(keys)).toEqual([expect.stringContaining(`${name} is no stored request`), [readable]]);
  });

  it('in DynamoDB gets no other key, and keeps no other request back', async () => {
    const items = ['a', 'b', 'c'].map((intent) => ({ id: intent, ...request(intent, 'k') }));
    const [first, second, third] = items.map((item) =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])),
    );
    const pages = [
      { Items: [first, { id: { S: 'pay a' } }, second], LastEvaluatedKey: { id: { S: 'b' } } },
      { Items: [third] },
    ];
    const keys = dynamoDbKeys({
      table: 'keys',
      region: 'eu-west-1',
      credentials,
      fetch: async () => Response.json(pages.shift()),
    });
    const requests = ['a', 'b', 'c'].map((intent) => request(intent, 'k'));
    expect(await listed(keys)).toEqual([expect.stringMatching(/no request of this client: pay a$/), requests]);
  });
});

describe('a key store in a directory', () => {
  /** The prototype of Node's file handles. */
  const fileHandle = async () => {
    const handle = await open(directory);
    await handle.close();
    return Object.getPrototypeOf(handle) as typeof handle;
  };

  it('leaves nothing behind on a full disk', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const write = vi.spyOn(await fileHandle(), 'writeFile').mockRejectedValueOnce(full);
    const claimed = fileKeys(join(directory, 'full')).claim(request('a', 'k'));
    await expect(claimed.finally(() => write.mockRestore())).rejects.toBe(full);
    expect(readdirSync(join(directory, 'full'))).toEqual([]);
  });
});

describe('a key store that fails', () => {
  it('in DynamoDB says so, before anything is sent', async () => {
    const keys = dynamoDbKeys({ table: 'absent', region: 'eu-west-1', endpoint: engine.endpoint, credentials });
    await expect(keys.claim(request('a', 'k'))).rejects.toThrow('DynamoDB refused PutItem of absent');
  });

  it('in DynamoDB says so if a call is not answered in time', async () => {
    const silent = (_url: unknown, { signal }: RequestInit = {}) =>
      new Promise<never>((_, reject) => {
        if (signal) signal.onabort = () => reject(signal.reason);
        else reject(new Error('nothing ends this call'));
      });
    const keys = dynamoDbKeys({ table: 'keys', region: 'eu-west-1', credentials, callMs: 1, fetch: silent });
    await expect(keys.claim(request('a', 'k'))).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(keys.answered(request('a', 'k'))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('in DynamoDB does not send a second key if the stored request is not returned', async () => {
    const refusal = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' };
    const keys = dynamoDbKeys({
      table: 'keys',
      region: 'eu-west-1',
      credentials,
      fetch: async () => Response.json(refusal, { status: 400 }),
    });
    await expect(keys.claim(request('a', 'k'))).rejects.toThrow('did not return it: nothing was sent');
  });

  it('in a directory leaves no temporary files', async () => {
    await fileKeys(join(directory, 'clean')).claim(request('a', 'k'));
    await fileKeys(join(directory, 'clean')).claim(request('a', 'k'));
    expect(readdirSync(join(directory, 'clean'))).toHaveLength(1);
  });
});
