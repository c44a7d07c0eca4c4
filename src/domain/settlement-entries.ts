import type { JournalEntry } from './ledger.ts';
import type { Finding } from './reconciliation.ts';
import { entryIdOfRow, linesOfRow } from './settlement.ts';

/** The ledger entry of a row: what only the report tells, once we know what the row is about. None if that is nothing. */
export function entriesOf(
  { row, expected, outcome }: Finding,
  { processor, now }: Readonly<{ processor: string; now: number }>,
): readonly JournalEntry[] {
  if (row === undefined || outcome === 'unknown_to_us') return [];
  const lines = linesOfRow(row, expected?.fee !== undefined);
  if (lines.length === 0) return [];
  const postedAt = new Date(now).toISOString();
  const id = entryIdOfRow(processor, row.id);
  const rest = { paymentId: undefined, reason: undefined, resolves: undefined };
  return [{ id, type: 'settlement', at: row.at, postedAt, lines, ...rest }];
}
