import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Refusal } from '../program/command.ts';
import type { ReadRow } from './csv-rows.ts';
import { type Item, paymentItem, tripHold } from './payment-items.ts';

export type Imported = { imported: number; present: number; bad: number };

export type ImportOptions = Readonly<{
  client: DynamoDBClient;
  tableName: string;
  indexShards: number;
  /** Told of a row that cannot be imported, once all before it are; what it throws ends the import. */
  onBad: (wrong: string, so: Imported) => void;
  onProgress?: ((so: Imported) => void) | undefined;
}>;

/** A payment and the hold on its trip: both are written, or neither. */
type Entry = Readonly<{ line: number; payment: Item; hold: Item | undefined }>;

/** A transaction takes 100 items. */
const entriesAtOnce = 50;
const mostTries = 10;

/**
 * Writes the payments of a file in its order. One that is there already stays as it is, so an import that was broken
 * off is resumed by running it again.
 */
export async function importPayments(rows: AsyncIterable<ReadRow>, options: ImportOptions): Promise<Imported> {
  const { onBad, onProgress, indexShards } = options;
  const so: Imported = { imported: 0, present: 0, bad: 0 };
  let group: Entry[] = [];
  const keys = new Set<string>();

  async function flush(): Promise<void> {
    const entries = group;
    group = [];
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
    const entry = { line: row.line, payment: paymentItem(row.payment, indexShards), hold: tripHold(row.payment) };
    const ownKeys = [entry.payment.id, ...(entry.hold ? [entry.hold.id] : [])];
    // No transaction may name an item twice: what was written first is found there by the next one.
    if (group.length === entriesAtOnce || ownKeys.some((key) => keys.has(key))) await flush();
    group.push(entry);
    for (const key of ownKeys) keys.add(key);
  }
  await flush();
  return so;
}

/** Writes a group in one transaction; if some of it cannot be written, the rest of it in another. */
async function writeGroup(entries: readonly Entry[], so: Imported, options: ImportOptions): Promise<void> {
  if (entries.length === 0) return;
  const reasons = await refusalOf(entries, options);
  if (reasons === undefined) {
    so.imported += entries.length;
    return;
  }
  const left: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    const { ofPayment, ofHold } = reasons[index] ?? {};
    const holder = ofHold?.Item?.payment_id?.S;
    if (ofPayment !== undefined) {
      so.present++;
    } else if (ofHold === undefined) {
      left.push(entry);
    } else if (holder === entry.payment.id) {
      left.push({ ...entry, hold: undefined });
    } else {
      await writeGroup(left.splice(0), so, options);
      so.bad++;
      options.onBad(`line ${entry.line}, column trip_id: the trip has another payment, ${holder}`, so);
    }
  }
  await writeGroup(left, so, options);
}

type Reasons = Readonly<{ ofPayment?: CancellationReason | undefined; ofHold?: CancellationReason | undefined }>;

/** Nothing if the transaction was done, else which items were there. What only came at a bad moment is tried again. */
async function refusalOf(entries: readonly Entry[], options: ImportOptions): Promise<readonly Reasons[] | undefined> {
  for (let tries = 1; ; tries++) {
    const reasons = await transact(entries, options);
    if (reasons === undefined) return undefined;
    const there = (reason: CancellationReason | undefined) =>
      reason?.Code === 'ConditionalCheckFailed' ? reason : undefined;
    if (reasons.some(there)) {
      const left = reasons.values();
      return entries.map(({ hold }) => ({
        ofPayment: there(left.next().value),
        ofHold: hold && there(left.next().value),
      }));
    }
    if (tries === mostTries) throw new Refusal('The tables are too busy: run the same import again later.', 1);
    await sleep(Math.min(25 * 2 ** tries, 2_000));
  }
}

async function transact(
  entries: readonly Entry[],
  { client, tableName }: ImportOptions,
): Promise<readonly CancellationReason[] | undefined> {
  const items = entries.flatMap(({ payment, hold }) => (hold ? [payment, hold] : [payment]));
  const TransactItems = items.map((item) => ({
    Put: {
      TableName: tableName,
      Item: marshall(item, { removeUndefinedValues: true }),
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
