import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AttributeValue, type DynamoDBClient, paginateScan, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { writeAll } from '../../hermetic/engine/tables.ts';
import { Refusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { writeLines } from './files.ts';

/** How many items each table of a backup has. It is written last: a directory without it is no backup. */
export type Counts = Readonly<Record<string, number>>;
type OnItem = (table: string, count: number) => void;

const manifest = 'backup.json';
const requestsAtOnce = 200;
const fileOf = (directory: string, table: string) => join(directory, `${table}.jsonl`);

/** Writes each table's items to a file of its own, one a line, in DynamoDB's notation: numbers stay as they are. */
export async function backup(
  client: DynamoDBClient,
  tables: StageTables,
  directory: string,
  onItem: OnItem,
): Promise<Counts> {
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    throw fileRefusal(error, directory, 'write');
  });
  const counts: Record<string, number> = {};
  for (const [table, tableName] of Object.entries(tables)) {
    let count = 0;
    const lines = async function* () {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        for (const item of Items) {
          yield JSON.stringify(item);
          onItem(table, ++count);
        }
      }
    };
    await writeLines(fileOf(directory, table), lines());
    counts[table] = count;
  }
  const told = async function* () {
    yield JSON.stringify({ version: 1, tables: counts }, null, 2);
  };
  await writeLines(join(directory, manifest), told());
  return counts;
}

/** How many items a backup has in each of these tables; one that is not whole is refused. */
export async function countsOf(directory: string, tables: StageTables): Promise<Counts> {
  const counts = await manifestIn(directory);
  const unknown = Object.keys(counts).find((table) => !(table in tables));
  if (unknown !== undefined)
    throw new Refusal(
      `${directory} holds a table that this service has not, ${unknown}: restore it with the version that wrote it.`,
    );
  return counts;
}

async function manifestIn(directory: string): Promise<Counts> {
  try {
    const { tables } = JSON.parse(await readFile(join(directory, manifest), 'utf8')) as { tables?: unknown };
    if (isCounts(tables)) return tables;
  } catch {
    // Said below, whatever it is: without a manifest that can be read there is no backup.
  }
  const what = `${directory} holds no whole backup: ${manifest} is missing or cannot be read`;
  throw new Refusal(`${what}. Name a directory that npm run backup has finished.`);
}

const isCounts = (value: unknown): value is Counts =>
  typeof value === 'object' && value !== null && Object.values(value).every((count) => typeof count === 'number');

/** Puts every item of a backup back as it was, over what is there under its key. */
export async function restore(
  client: DynamoDBClient,
  tables: StageTables,
  directory: string,
  onItem: OnItem,
): Promise<Counts> {
  const counts = await countsOf(directory, tables);
  for (const [table, expected] of Object.entries(counts)) {
    let requests: WriteRequest[] = [];
    let count = 0;
    const flush = async () => {
      await writeAll(client, tables[table as keyof StageTables], requests);
      requests = [];
      onItem(table, count);
    };
    const file = fileOf(directory, table);
    for await (const line of linesOf(file)) {
      requests.push({ PutRequest: { Item: itemIn(line, file, ++count) } });
      if (requests.length === requestsAtOnce) await flush();
    }
    await flush();
    if (count !== expected)
      throw new Refusal(
        `${file} has ${count} items, and ${manifest} says ${expected}: the file was changed or cut off. Use another backup.`,
        1,
      );
  }
  return counts;
}

async function* linesOf(file: string): AsyncGenerator<string, void> {
  const opened = await open(file).catch(() => {
    throw new Refusal(`${file} is missing or cannot be read: the backup is not whole. Use another backup.`, 1);
  });
  yield* opened.readLines();
}

function itemIn(text: string, file: string, line: number): Record<string, AttributeValue> {
  try {
    return JSON.parse(text) as Record<string, AttributeValue>;
  } catch {
    throw new Refusal(`${file}, line ${line} is no item: the file was changed or cut off. Use another backup.`, 1);
  }
}
