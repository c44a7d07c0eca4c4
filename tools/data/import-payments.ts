import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { addIntentOf } from './add-intent.ts';
import type { ReadRow } from './csv-rows.ts';
import type { Column } from './payment-columns.ts';
import { archivedItems, type Link, linksTo, paymentItem, type TableItem } from './payment-items.ts';
import { putAbsent } from './put-absent.ts';

/** `present`: existed already, those with an added intent included. */
export type ImportCounts = { imported: number; present: number; bad: number; intentsAdded: number };

export type ImportOptions = Readonly<{
  client: DynamoDBClient;
  tableName: string;
  indexShards: number;
  /** Gives payments that were imported without an intent that of their row. */
  addIntents?: boolean | undefined;
  /** Called with a row that cannot be imported, after all rows before it are. Ends the import by throwing. */
  onBad: (wrong: string, counts: ImportCounts) => void;
  onProgress?: ((counts: ImportCounts) => void) | undefined;
}>;

/** A payment and the items that lead to it, which are written in one transaction. */
type PaymentWrite = Readonly<{
  line: number;
  payment: TableItem;
  links: readonly Link[];
  archived: readonly TableItem[];
}>;

/** DynamoDB's limits for a transaction are 100 items and 4 MB. */
const itemsAtOnce = 100;
const bytesAtOnce = 2_000_000;
const maxTries = 10;

/**
 * Imports payments in the order of the file. An existing payment is not changed, except by `addIntents`, so an interrupted
 * import is resumed by running it again.
 */
export async function importPayments(rows: AsyncIterable<ReadRow>, options: ImportOptions): Promise<ImportCounts> {
  const { onBad, onProgress, indexShards } = options;
  const counts: ImportCounts = { imported: 0, present: 0, bad: 0, intentsAdded: 0 };
  let group: PaymentWrite[] = [];
  let bytes = 0;
  const keys = new Set<string>();

  async function flush(): Promise<void> {
    const entries = group;
    group = [];
    bytes = 0;
    keys.clear();
    await writeGroup(entries, counts, options);
    onProgress?.(counts);
  }

  for await (const row of rows) {
    if ('wrong' in row) {
      await flush();
      counts.bad++;
      onBad(row.wrong, counts);
      continue;
    }
    const entry = {
      line: row.line,
      payment: paymentItem(row.payment, indexShards),
      links: linksTo(row),
      archived: archivedItems(row.payment),
    };
    const ownKeys = itemsOf(entry).map(({ id }) => id);
    const size = sizeOf(entry.payment);
    const full = keys.size + ownKeys.length > itemsAtOnce || bytes + size > bytesAtOnce;
    // A transaction must not contain an item twice: write the first one now, so that the next transaction finds it.
    if (full || ownKeys.some((key) => keys.has(key))) await flush();
    group.push(entry);
    bytes += size;
    for (const key of ownKeys) keys.add(key);
  }
  await flush();
  return counts;
}

const itemsOf = ({ payment, links }: PaymentWrite): TableItem[] => [payment, ...links.map(({ item }) => item)];

const wire = (item: TableItem) => marshall(item, { removeUndefinedValues: true });

/** Slightly more than DynamoDB's own measure. */
const sizeOf = (item: TableItem): number => Buffer.byteLength(JSON.stringify(wire(item)));

/** Writes a group in one transaction. If some payments conflict with existing items, writes the others in another one. */
async function writeGroup(
  entries: readonly PaymentWrite[],
  counts: ImportCounts,
  options: ImportOptions,
): Promise<void> {
  if (entries.length === 0) return;
  await writeArchived(entries, options);
  const reasons = await writeOrConflicts(entries, options);
  if (reasons === undefined) {
    counts.imported += entries.length;
    return;
  }
  const left: PaymentWrite[] = [];
  const refuse = async ({ line }: PaymentWrite, column: Column, holder: string) => {
    await writeGroup(left.splice(0), counts, options);
    counts.bad++;
    options.onBad(
      `line ${line}, column ${column}: the ${columnNouns[column]} already has a payment, ${holder}`,
      counts,
    );
  };
  for (const [index, entry] of entries.entries()) {
    const { ofPayment, ofLinks = [] } = reasons[index] ?? {};
    const other = ofPayment?.Item?.payment_id?.S;
    const taken = entry.links.find(({ item }, link) => ![undefined, item.payment_id].includes(holderIn(ofLinks[link])));
    if (other !== undefined) {
      // The id derived from the order belongs to a link, to a payment that was imported before.
      await refuse(entry, 'order_id', other);
    } else if (ofPayment !== undefined) {
      counts.present++;
      if (options.addIntents) await addIntentOf(entry, counts, options);
    } else if (taken !== undefined) {
      await refuse(entry, taken.column, String(holderIn(ofLinks[entry.links.indexOf(taken)])));
    } else {
      left.push({ ...entry, links: entry.links.filter((_, link) => ofLinks[link] === undefined) });
    }
  }
  await writeGroup(left, counts, options);
}

/** Before the payment that they belong to. One that is there already stays: its reason may have been erased since the export. */
const writeArchived = (entries: readonly PaymentWrite[], { client, tableName }: ImportOptions): Promise<void> =>
  putAbsent(
    client,
    tableName,
    entries.flatMap(({ archived }) => archived.map(wire)),
  );

const columnNouns: Readonly<Partial<Record<Column, string>>> = { trip_id: 'trip', order_id: 'order' };

/** The payment that an existing item leads to. Under the id derived from an order, it may be the payment itself. */
const holderIn = (reason: CancellationReason | undefined): string | undefined =>
  reason?.Item?.payment_id?.S ?? reason?.Item?.id?.S;

type WriteConflict = Readonly<{
  ofPayment: CancellationReason | undefined;
  ofLinks: readonly (CancellationReason | undefined)[];
}>;

/** Runs the transaction; returns the existing items if there are any. Retries conflicts and throttling. */
async function writeOrConflicts(
  entries: readonly PaymentWrite[],
  options: ImportOptions,
): Promise<readonly WriteConflict[] | undefined> {
  for (let tries = 1; ; tries++) {
    const reasons = await transact(entries, options);
    if (reasons === undefined) return undefined;
    const there = (reason: CancellationReason | undefined) =>
      reason?.Code === 'ConditionalCheckFailed' ? reason : undefined;
    if (reasons.some(there)) {
      const left = reasons.values();
      return entries.map(({ links }) => ({
        ofPayment: there(left.next().value),
        ofLinks: links.map(() => there(left.next().value)),
      }));
    }
    if (tries === maxTries) throw new CommandRefusal('The tables are too busy: run the same import again later.', 1);
    await sleep(Math.min(25 * 2 ** tries, 2_000));
  }
}

async function transact(
  entries: readonly PaymentWrite[],
  { client, tableName }: ImportOptions,
): Promise<readonly CancellationReason[] | undefined> {
  const TransactItems = entries.flatMap(itemsOf).map((item) => ({
    Put: {
      TableName: tableName,
      Item: wire(item),
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  }));
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons ?? [];
  }
}
