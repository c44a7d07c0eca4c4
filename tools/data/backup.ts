import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DynamoDBClient, paginateScan, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { writeAll } from '../../hermetic/engine/tables.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import type { StageTables } from '../../lib/table-name.ts';
import type { MarshalledItem } from '../../src/store/item.ts';
import { linesIn, writeLines } from './files.ts';
import { beforeAllRecords } from './missed-rows.ts';

/** Number of items by table. Written last, so a directory without it is not a complete backup. */
export type Counts = Readonly<Record<string, number>>;
type OnItem = (table: string, count: number) => void;

const manifest = 'backup.json';
/** Raise it when an older version could not restore what is written. */
const formatVersion = 1;
const requestsAtOnce = 200;
const fileOf = (directory: string, table: string) => join(directory, `${table}.jsonl`);

/** Writes each table to a file, one item per line in DynamoDB's JSON, which keeps numbers exact. */
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
  for (const [table, tableName] of inReadingOrder(tables)) {
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
  const manifestText = async function* () {
    yield JSON.stringify({ version: formatVersion, tables: counts }, null, 2);
  };
  await writeLines(join(directory, manifest), manifestText());
  return counts;
}

/**
 * Payments before what is derived from them: one that is decided meanwhile would be in the backup without its event, and a restore would
 * record and count that once more.
 */
const inReadingOrder = (tables: StageTables) =>
  Object.entries(tables).toSorted(([one], [other]) => Number(other === 'payments') - Number(one === 'payments'));

/** Reads the number of items by table. Throws Refusal if the backup is incomplete, or of a later format. */
export async function countsOf(directory: string, tables: StageTables): Promise<Counts> {
  const counts = await manifestIn(directory);
  const unknown = Object.keys(counts).find((table) => !(table in tables));
  if (unknown !== undefined)
    throw new CommandRefusal(
      `${directory} contains the table ${unknown}, which this version does not have: restore it with the version that wrote it.`,
    );
  return counts;
}

async function manifestIn(directory: string): Promise<Counts> {
  const { version, tables } = await readManifest(directory);
  if (typeof version === 'number' && version > formatVersion)
    throw new CommandRefusal(
      `${directory} is a backup in format ${version}, and this version reads up to format ${formatVersion}. Nothing was restored: restore it with the version that wrote it.`,
    );
  if (typeof version === 'number' && isCounts(tables)) return tables;
  const problem = `${directory} is not a complete backup: ${manifest} is missing or cannot be read`;
  throw new CommandRefusal(`${problem}. Name a directory that npm run backup has finished.`);
}

async function readManifest(directory: string): Promise<Readonly<{ version?: unknown; tables?: unknown }>> {
  try {
    const content: unknown = JSON.parse(await readFile(join(directory, manifest), 'utf8'));
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    // Whatever the reason, without a readable manifest there is no complete backup.
    return {};
  }
}

const consequences: Readonly<Partial<Record<keyof StageTables, string>>> = {
  events:
    'payments of this backup are recorded and counted once more, and events of the last 90 days are sent once more',
  webhooks: 'events of the last 90 days are sent once more',
};

/** A restore without one of these tables does some things twice, unless the stage still has that table's items. */
export const warningsOf = (directory: string, counts: Counts): readonly string[] =>
  Object.entries(consequences)
    .filter(([table]) => !(table in counts))
    .map(
      ([table, consequence]) =>
        `Warning: ${directory} lacks the table ${table}. Where the stage has not kept it, ${consequence} (docs/operations.md, Restore).`,
    );

const isCounts = (value: unknown): value is Counts =>
  typeof value === 'object' && value !== null && Object.values(value).every((count) => typeof count === 'number');

/** Writes every item of a backup back, overwriting items with the same key. Writes nothing of a backup that is cut off. */
export async function restore(
  client: DynamoDBClient,
  tables: StageTables,
  directory: string,
  onItem: OnItem,
): Promise<Counts> {
  const counts = await countsOf(directory, tables);
  for (const [table, expected] of inOrder(counts)) await checkFile(fileOf(directory, table), expected);
  for (const [table] of inOrder(counts)) {
    let requests: WriteRequest[] = [];
    let count = 0;
    const flush = async () => {
      await writeAll(client, tables[table as keyof StageTables], requests);
      requests = [];
      onItem(table, count);
    };
    for await (const Item of itemsIn(fileOf(directory, table))) {
      count++;
      requests.push({ PutRequest: { Item: restored(Item) } });
      if (requests.length === requestsAtOnce) await flush();
    }
    await flush();
  }
  return counts;
}

/**
 * Rows of lists are as old as the stream record that they come from, and a later record replaces them. The payments' stream may be
 * another one now, whose numbers can be lower: a dispute that is won would stay open in the list.
 */
const restored = (item: MarshalledItem): MarshalledItem =>
  item.as_of === undefined ? item : { ...item, as_of: { S: beforeAllRecords } };

/** Half a restore would leave events without their payments, and payments of two times. */
async function checkFile(file: string, expected: number): Promise<void> {
  let count = 0;
  for await (const _item of itemsIn(file)) count++;
  if (count === expected) return;
  throw new CommandRefusal(
    `${file} has ${count} items instead of the ${expected} in ${manifest}: it was changed or truncated, so nothing was restored. Use another backup.`,
    1,
  );
}

/**
 * Deliveries before the events that they are of, and events before their payments: otherwise the workers, which read what is
 * restored from the streams, send and record it once more. A worker that redelivers must not run meanwhile.
 */
const inOrder = (counts: Counts) => Object.entries(counts).toSorted(([one], [other]) => orderOf(one) - orderOf(other));
const first = ['webhooks', 'events'];
const orderOf = (table: string): number => (first.includes(table) ? first.indexOf(table) : first.length);

async function* itemsIn(file: string): AsyncGenerator<MarshalledItem> {
  const opened = await open(file).catch(() => {
    throw new CommandRefusal(
      `${file} is missing or cannot be read: the backup is incomplete, so nothing was restored. Use another backup.`,
      1,
    );
  });
  let line = 0;
  for await (const text of linesIn(opened.createReadStream())) yield itemIn(text, file, ++line);
}

function itemIn(text: string, file: string, line: number): MarshalledItem {
  try {
    return JSON.parse(text) as MarshalledItem;
  } catch {
    throw new CommandRefusal(
      `${file}, line ${line} is not an item: it was changed or truncated, so nothing was restored. Use another backup.`,
      1,
    );
  }
}
