import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stageTables } from '../../lib/table-name.ts';
import { restore } from '../../tools/data/backup.ts';

const tables = stageTables('sandbox');
const names = Object.keys(tables);
/** Never called: the backup is empty. */
const client = new DynamoDBClient({ region: 'us-east-1' });
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
