import * as z from 'zod/mini';
import { type Currency, isCurrency } from '../domain/currency.ts';
import { canonicalJson } from '../domain/seal.ts';
import { type SettlementRow, settlementKinds } from '../domain/settlement.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';

/** The rows of a processor's reports are kept in the events table, one item each, and never change. */
const prefixOf = (processor: string): string => `row#${processor}#`;

const Code = z.string().check(z.refine(isCurrency));

const RowItem = z.object({
  kind: z.optional(z.string()),
  reference: z.optional(z.string()),
  refund_id: z.optional(z.string()),
  currency: Code,
  minor: Minor,
  settled_currency: Code,
  settled_minor: Minor,
  fee_minor: Minor,
  at: z.string(),
  payout_id: z.optional(z.string()),
});

/** The key of a row: its own id makes it unique. */
export const settlementKey = (processor: string, rowId: string) => ({
  id: `${prefixOf(processor)}${rowId}`,
  sort: 'row',
});

export const settlementItemOf = (processor: string, row: SettlementRow): Item => ({
  ...settlementKey(processor, row.id),
  ...fieldsOf(row),
});

const fieldsOf = (row: SettlementRow): Item => ({
  kind: row.kind,
  reference: row.reference,
  refund_id: row.refundId,
  currency: row.amount.currency,
  minor: row.amount.minor,
  settled_currency: row.settled.currency,
  settled_minor: row.settled.minor,
  fee_minor: row.feeMinor,
  at: row.at,
  payout_id: row.payoutId,
});

/**
 * Whether a row has the content of the stored one. Before a payout, reports lack its id, so that may be missing in either. One report
 * dates a payout by its transaction, another one by the day on which the bank has it.
 */
export function hasContentOf(stored: Item, { payout_id: payout, at, ...wanted }: Item): boolean {
  const { payout_id: known, at: storedAt, ...content } = stored;
  const isOtherPayout = known !== undefined && payout !== undefined && known !== payout;
  const isOtherTime = at !== storedAt && wanted.kind !== 'payout';
  return !isOtherPayout && !isOtherTime && canonicalJson(content) === canonicalJson(wanted);
}

/** The row in an item; undefined for an item that is no row of this processor. */
export function settlementRowOf(processor: string, item: Item): SettlementRow | undefined {
  const prefix = prefixOf(processor);
  return String(item.id).startsWith(prefix) ? rowIn(item, String(item.id).slice(prefix.length)) : undefined;
}

type PlacedRow = Pick<SettlementRow, 'kind' | 'reference' | 'refundId'>;

/** Where a row belongs: at its payment's reference, and at its refund. Fees and payouts belong nowhere. */
export function placesOfRow({ kind, reference, refundId }: PlacedRow): readonly RowPlace[] {
  if (kind === 'fee' || kind === 'payout') return [];
  const values = { reference, refund: refundId };
  return (['reference', 'refund'] as const).flatMap((by) => {
    const value = values[by];
    return value === undefined ? [] : [{ by, value }];
  });
}

export type RowPlace = Readonly<{ by: 'reference' | 'refund'; value: string }>;

/** The partition of the copies of rows that are about one payment or refund, which a request reads by its key. */
export const rowsPartition = (processor: string, { by, value }: RowPlace): string => `rows#${processor}#${by}#${value}`;

/** The copies of a row where it is found by its places. */
export const rowCopiesOf = (processor: string, row: SettlementRow): readonly Item[] =>
  placesOfRow(row).map((place) => ({ id: rowsPartition(processor, place), sort: row.id, ...fieldsOf(row) }));

export const rowInCopy = (item: Item): SettlementRow => rowIn(item, String(item.sort));

/**
 * Marks a break as resolved by a correction. Two processors may have rows with one id. Without a processor, it is the break of an
 * event, or of whichever processor has the row: earlier releases did not keep it.
 */
export const resolvedKey = (breakId: string, processor?: string) => ({
  id: `resolved#${breakId}`,
  sort: processor === undefined ? 'resolved' : `resolved#${processor}`,
});

/** The keys of which one is there once a break in the reports of a processor is resolved. */
export const resolvedKeys = (breakId: string, processor: string | undefined) => [
  resolvedKey(breakId, processor),
  resolvedKey(breakId),
];

function rowIn(item: Item, id: string): SettlementRow {
  const row = RowItem.parse(item);
  return {
    id,
    // One row of a kind that this release does not know must not keep it from reading the others.
    kind: settlementKinds.find((kind) => kind === row.kind) ?? 'other',
    reference: row.reference,
    refundId: row.refund_id,
    amount: { minor: row.minor, currency: row.currency as Currency },
    settled: { minor: row.settled_minor, currency: row.settled_currency as Currency },
    feeMinor: row.fee_minor,
    at: row.at,
    payoutId: row.payout_id,
  };
}
