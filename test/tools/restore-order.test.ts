import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageTables } from '../../lib/table-name.ts';
import { backup, countsOf, restore, warningsOf } from '../../tools/data/backup.ts';

const tables = stageTables('sandbox');
const names = Object.keys(tables);
/** Never reached: nothing is to be written. */
const client = new DynamoDBClient({
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backup-'));
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  await writeFile(join(directory, 'backup.json'), JSON.stringify({ version: 1, tables: counts }));
  for (const name of names) await writeFile(join(directory, `${name}.jsonl`), '');
});
afterAll(() => rm(directory, { recursive: true }));

it('a restore writes deliveries before their events, and events before their payments', async () => {
  const written: string[] = [];
  await restore(client, tables, directory, (table) => written.push(table));
  expect(written.slice(0, 2)).toEqual(['webhooks', 'events']);
  expect(new Set(written)).toEqual(new Set(names));
});

describe('a restore of a backup', () => {
  const item = '{"id":{"S":"a"}}\n';
  it.each([
    ['is cut off after a row', item, 'users.jsonl has 1 items instead of the 2'],
    ['is cut off within a row', `${item}{"id":{"S"`, 'users.jsonl, line 2 is not an item'],
    ['is missing', undefined, 'users.jsonl is missing'],
  ])('one of whose files %s writes nothing, not even of the other files', async (_how, users, message) => {
    const broken = await mkdtemp(join(directory, 'broken-'));
    const counts = Object.fromEntries(names.map((name) => [name, name === 'users' ? 2 : 1]));
    await writeFile(join(broken, 'backup.json'), JSON.stringify({ version: 1, tables: counts }));
    for (const name of names) {
      const content = name === 'users' ? users : item;
      if (content !== undefined) await writeFile(join(broken, `${name}.jsonl`), content);
    }
    await expect(restore(client, tables, broken, () => {})).rejects.toThrow(message);
  });
});

describe('the manifest of a backup', () => {
  const withManifest = async (manifest: object): Promise<string> => {
    const other = await mkdtemp(join(directory, 'manifest-'));
    await writeFile(join(other, 'backup.json'), JSON.stringify(manifest));
    return other;
  };

  it.each<[string, object, RegExp]>([
    [
      'of a later format',
      { version: 2, tables: { users: 0 } },
      /format 2, and this version reads up to format 1\. Nothing/,
    ],
    ['of a later format with tables of another form', { version: 3, tables: [{}] }, /format 3, .* up to format 1/],
    ['without a version', { tables: { users: 0 } }, /is not a complete backup/],
    ['with a version that is no number', { version: '1', tables: { users: 0 } }, /is not a complete backup/],
  ])('%s is refused by a restore', async (_which, manifest, message) => {
    await expect(restore(client, tables, await withManifest(manifest), () => {})).rejects.toThrow(message);
  });

  it.each([
    ['events', [/lacks the table events.* recorded and counted once more.* sent once more/]],
    ['webhooks', [/lacks the table webhooks.* events of the last 90 days are sent once more/]],
    ['users', []],
  ])('that lacks the table %s is restored, with a warning if something happens twice', async (lacking, warnings) => {
    const counts = Object.fromEntries(names.filter((name) => name !== lacking).map((name) => [name, 0]));
    const found = await countsOf(await withManifest({ version: 1, tables: counts }), tables);
    expect(warningsOf('my-backup', found)).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });
});

it('a backup reads payments before their events, so that none is without its event', async () => {
  const read: unknown[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      read.push('TableName' in args.input && args.input.TableName);
      return { output: { $metadata: {}, Items: [] }, response: {} };
    },
    { step: 'initialize', name: 'reads' },
  );
  try {
    await backup(client, tables, join(directory, 'ordered'), () => {});
  } finally {
    client.middlewareStack.remove('reads');
  }
  expect(read.indexOf(tables.payments)).toBeLessThan(read.indexOf(tables.events));
  expect(read.indexOf(tables.events)).toBeLessThan(read.indexOf(tables.webhooks));
  expect(new Set(read)).toEqual(new Set(Object.values(tables)));
});

/** Makes a backup of these items of a table, restores it, and resolves with the writes. */
async function restored(name: keyof typeof tables, items: readonly object[]): Promise<unknown[]> {
  const written: unknown[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      if ('RequestItems' in args.input) written.push(args.input.RequestItems);
      const isRead = 'TableName' in args.input && args.input.TableName === tables[name];
      return { output: { $metadata: {}, Items: isRead ? items : [] }, response: {} };
    },
    { step: 'initialize', name: 'keeps' },
  );
  const copy = await mkdtemp(join(directory, 'copy-'));
  try {
    await backup(client, tables, copy, () => {});
    await restore(client, tables, copy, () => {});
  } finally {
    client.middlewareStack.remove('keeps');
  }
  return written;
}

it('a restore writes every text as it was, also with characters that end a line in other formats', async () => {
  const note = 'a\u2028b\u2029c\u0085d\r\ne';
  const payment = { id: { S: 'p1' }, metadata: { M: { note: { S: note } } } };
  expect(await restored('payments', [payment])).toEqual([{ [tables.payments]: [{ PutRequest: { Item: payment } }] }]);
});

it('a restored row of a list gives way to any record of the stream, which may be another one', async () => {
  const row = { id: { S: 'disputes' }, sort: { S: 'd1' }, as_of: { S: '9'.repeat(40) } };
  const counter = { id: { S: 'metrics' }, sort: { S: 'begun' }, amount: { N: '7' } };
  const Item = { ...row, as_of: { S: '0'.repeat(40) } };
  expect(await restored('projections', [row, counter])).toEqual([
    { [tables.projections]: [{ PutRequest: { Item } }, { PutRequest: { Item: counter } }] },
  ]);
});
