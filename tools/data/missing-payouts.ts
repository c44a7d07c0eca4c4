import { compare, dayMs } from '../../src/domain/reconciliation.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';

/**
 * Payouts that rows name and no report has, once the newest of these rows is overdue. Without its payout, what a row moved stays in
 * the receivable, and no finding says so: nothing else announces a payout.
 */
export function missingPayouts(
  rows: readonly SettlementRow[],
  { now, missingAfterDays }: Readonly<{ now: number; missingAfterDays: number }>,
): readonly string[] {
  const reported = new Set(rows.flatMap(({ kind, id, payoutId }) => (kind === 'payout' ? [id, payoutId] : [])));
  const newest = new Map<string, number>();
  for (const { payoutId, at } of rows) {
    if (payoutId === undefined || reported.has(payoutId)) continue;
    newest.set(payoutId, Math.max(newest.get(payoutId) ?? 0, Date.parse(at)));
  }
  return [...newest]
    .filter(([, at]) => now - at > missingAfterDays * dayMs)
    .map(([id]) => id)
    .sort(compare);
}
