import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MarshalledItem } from '../../src/store/item.ts';
import { addIntentOf } from './add-intent.ts';
import type { ReadRow } from './csv-rows.ts';
import { dueByImport } from './due-of-import.ts';
import { generationBefore, linksAfter } from './free-holds.ts';
import type { Column } from './payment-columns.ts';
import { archivedItems, linksTo, paymentItem, type TableItem } from './payment-items.ts';
import { putAbsent } from './put-absent.ts';
import { differingColumns } from './row-difference.ts';
import { itemsOf, type PaymentWrite, wire, writeOrConflicts } from './write-payments.ts';

/** `present`: existed already. `differ`: exist, but not as their rows say. `intentsAdded`: those of either with an added intent. */
export type ImportCounts = { imported: number; present: number; differ: number; bad: number; intentsAdded: number };

export type ImportOptions = Readonly<{
  client: DynamoDBClient;
  tableName: string;
  indexShards: number;
  now: () => number;
  /** Gives payments that were imported without an intent that of their row. */
  addIntents?: boolean | undefined;
  /** Called with a row that cannot be imported, after all rows before it are. Ends the import by throwing. */
  onBad: (wrong: string, counts: ImportCounts) => void;
  /** Called with a row that contradicts the payment which exists under its id. That payment stays as it is. */
  onDifferent: (difference: string, counts: ImportCounts) => void;
  onProgress?: ((counts: ImportCounts) => void) | undefined;
}>;

/** DynamoDB's limits for a transaction are 100 items and 4 MB. */
const itemsAtOnce = 100;
const bytesAtOnce = 2_000_000;

/**
 * Imports payments in the order of the file. An existing payment is not changed, except by `addIntents` and by a later attempt of an order
 * whose payment failed, so an interrupted import is resumed by running it again.
 */
export async function importPayments(rows: AsyncIterable<ReadRow>, options: ImportOptions): Promise<ImportCounts> {
  const { onBad, onProgress, indexShards, now } = options;
  const counts: ImportCounts = { imported: 0, present: 0, differ: 0, bad: 0, intentsAdded: 0 };
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
    const payment = dueByImport(row.payment, now());
    const entry = {
      ...row,
      payment,
      item: paymentItem(payment, indexShards),
      links: linksTo(row),
      archived: archivedItems(row.payment),
    };
    const ownKeys = itemsOf(entry).map(({ id }) => id);
    const size = sizeOf(entry.item);
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
    if (other !== undefined) {
      // The id derived from the order belongs to a link, to a payment that was imported before.
      await refuse(entry, 'order_id', other);
      continue;
    }
    const over = ofPayment === undefined ? entry.over : generationBefore(entry, ofPayment.Item ?? {});
    if (ofPayment !== undefined && over === undefined) {
      countExisting(entry, ofPayment.Item ?? {}, counts, options);
      if (options.addIntents) await addIntentOf(entry, counts, options);
      continue;
    }
    const after = await linksAfter(entry, ofLinks, options);
    if ('holder' in after) await refuse(entry, after.link.column, after.holder);
    else left.push({ ...entry, over, links: after.links });
  }
  await writeGroup(left, counts, options);
}

function countExisting(
  { line, item }: PaymentWrite,
  existing: MarshalledItem,
  counts: ImportCounts,
  { onDifferent }: ImportOptions,
): void {
  const differing = differingColumns(item, existing);
  if (differing.length === 0) {
    counts.present++;
    return;
  }
  counts.differ++;
  onDifferent(`line ${line}: payment ${item.id} has another ${differing.join(', ')}`, counts);
}

/** Before the payment that they belong to. One that is there already stays: its reason may have been erased since the export. */
const writeArchived = (entries: readonly PaymentWrite[], { client, tableName }: ImportOptions): Promise<void> =>
  putAbsent(
    client,
    tableName,
    entries.flatMap(({ archived }) => archived.map(wire)),
  );

const columnNouns: Readonly<Partial<Record<Column, string>>> = { trip_id: 'trip', order_id: 'order' };
