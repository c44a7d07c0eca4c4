import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Refusal } from '../../hermetic/process/command.ts';
import type { ReadRow } from './csv-rows.ts';
import type { Column } from './payment-columns.ts';
import { type Link, linksTo, paymentItem, type TableItem } from './payment-items.ts';

export type ImportCounts = { imported: number; present: number; bad: number };

export type ImportOptions = Readonly<{
  client: DynamoDBClient;
  tableName: string;
  indexShards: number;
  /** Told of a row that cannot be imported, once all before it are; what it throws ends the import. */
  onBad: (wrong: string, so: ImportCounts) => void;
  onProgress?: ((so: ImportCounts) => void) | undefined;
}>;

/** A payment and all that leads to it: everything is written, or nothing. */
type PaymentWrite = Readonly<{ line: number; payment: TableItem; links: readonly Link[] }>;

/** A transaction takes 100 items and 4 MB. */
const itemsAtOnce = 100;
const bytesAtOnce = 2_000_000;
const mostTries = 10;

/**
 * Writes the payments of a file in its order. One that is there already stays as it is, so an import that was broken
 * off is resumed by running it again.
 */
export async function importPayments(rows: AsyncIterable<ReadRow>, options: ImportOptions): Promise<ImportCounts> {
  const { onBad, onProgress, indexShards } = options;
  const so: ImportCounts = { imported: 0, present: 0, bad: 0 };
  let group: PaymentWrite[] = [];
  let bytes = 0;
  const keys = new Set<string>();

  async function flush(): Promise<void> {
    const entries = group;
    group = [];
    bytes = 0;
    keys.clear();
    await writeGroup(entries, so, options);
    onProgress?.(so);
  }

  for await (const row of rows) {
    if ('wrong' in row) {
      await flush();
      so.bad++;
      onBad(row.wrong, so);
      continue;
    }
    const entry = { line: row.line, payment: paymentItem(row.payment, indexShards), links: linksTo(row) };
    const ownKeys = itemsOf(entry).map(({ id }) => id);
    const size = sizeOf(entry.payment);
    const full = keys.size + ownKeys.length > itemsAtOnce || bytes + size > bytesAtOnce;
    // No transaction may name an item twice: what was written first is found there by the next one.
    if (full || ownKeys.some((key) => keys.has(key))) await flush();
    group.push(entry);
    bytes += size;
    for (const key of ownKeys) keys.add(key);
  }
  await flush();
  return so;
}

const itemsOf = ({ payment, links }: PaymentWrite): TableItem[] => [payment, ...links.map(({ item }) => item)];

const wire = (item: TableItem) => marshall(item, { removeUndefinedValues: true });

/** A little more than DynamoDB counts. */
const sizeOf = (item: TableItem): number => Buffer.byteLength(JSON.stringify(wire(item)));

/** Writes a group in one transaction; if some of it cannot be written, the rest of it in another. */
async function writeGroup(entries: readonly PaymentWrite[], so: ImportCounts, options: ImportOptions): Promise<void> {
  if (entries.length === 0) return;
  const reasons = await writeOrConflicts(entries, options);
  if (reasons === undefined) {
    so.imported += entries.length;
    return;
  }
  const left: PaymentWrite[] = [];
  const refuse = async ({ line }: PaymentWrite, column: Column, holder: string) => {
    await writeGroup(left.splice(0), so, options);
    so.bad++;
    options.onBad(`line ${line}, column ${column}: the ${columnNouns[column]} has another payment, ${holder}`, so);
  };
  for (const [index, entry] of entries.entries()) {
    const { ofPayment, ofLinks = [] } = reasons[index] ?? {};
    const other = ofPayment?.Item?.payment_id?.S;
    const taken = entry.links.find(({ item }, link) => ![undefined, item.payment_id].includes(holderIn(ofLinks[link])));
    if (other !== undefined) {
      // The order's own id leads to a payment that was imported before.
      await refuse(entry, 'order_id', other);
    } else if (ofPayment !== undefined) {
      so.present++;
    } else if (taken !== undefined) {
      await refuse(entry, taken.column, String(holderIn(ofLinks[entry.links.indexOf(taken)])));
    } else {
      left.push({ ...entry, links: entry.links.filter((_, link) => ofLinks[link] === undefined) });
    }
  }
  await writeGroup(left, so, options);
}

const columnNouns: Readonly<Partial<Record<Column, string>>> = { trip_id: 'trip', order_id: 'order' };

/** The payment that an item led to already; under the id of an order, the item may be the payment itself. */
const holderIn = (reason: CancellationReason | undefined): string | undefined =>
  reason?.Item?.payment_id?.S ?? reason?.Item?.id?.S;

type WriteConflict = Readonly<{
  ofPayment: CancellationReason | undefined;
  ofLinks: readonly (CancellationReason | undefined)[];
}>;

/** Nothing if the transaction was done, else which items were there. What only came at a bad moment is tried again. */
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
    if (tries === mostTries) throw new Refusal('The tables are too busy: run the same import again later.', 1);
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
