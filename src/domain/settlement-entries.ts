import type { PricedRow } from './converted-rows.ts';
import type { JournalEntry, Line } from './ledger.ts';
import type { Finding } from './reconciliation.ts';
import { conversionIdOfRow, conversionOf, entryIdOfRow, linesOfRow, type SettlementRow } from './settlement.ts';

/** The ledger entries of a row: what only the report tells, once we know what the row is about. None if that is nothing. */
export function entriesOf(
  { row, expected, outcome }: Finding,
  { processor, now }: Readonly<{ processor: string; now: number }>,
): readonly JournalEntry[] {
  if (row === undefined || outcome === 'unknown_to_us' || outcome === 'offset') return [];
  const own = isDerived(row) ? { ...row, amount: row.settled } : row;
  const entries: readonly (readonly [id: string, lines: readonly Line[]])[] = [
    [entryIdOfRow(processor, row.id), linesOfRow(own, expected?.fee !== undefined)],
    [conversionIdOfRow(processor, row.id), isDerived(row) ? conversionOf(row) : []],
  ];
  const postedAt = new Date(now).toISOString();
  const rest = { paymentId: undefined, reason: undefined, resolves: undefined };
  return entries
    .filter(([, lines]) => lines.length > 0)
    .map(([id, lines]) => ({ id, type: 'settlement', at: row.at, postedAt, lines, ...rest }));
}

const isDerived = (row: SettlementRow | PricedRow): boolean => 'isDerived' in row && row.isDerived;
