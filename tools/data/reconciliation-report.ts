import { presentReconciliation } from '../../src/contracts/reconciliation.ts';
import { formatAmount } from '../../src/domain/money.ts';
import { formatCount } from './progress.ts';
import type { WholeReconciliation } from './reconcile-settlement.ts';

/** The result for programs: the same object as over HTTP, and the payouts that only a look at all rows can miss. */
export const reconciliationJson = ({ missingPayouts, ...result }: WholeReconciliation): string =>
  JSON.stringify({ ...presentReconciliation(result), missing_payouts: missingPayouts });

/** The result for people: each break, then the figures. */
export function* reconciliationLines({
  rows,
  changed,
  posted,
  outcomes,
  breaks,
  missingPayouts,
}: WholeReconciliation): Generator<string, void> {
  for (const { id, outcome, kind, reference, difference, ageDays } of breaks) {
    const amounts = difference.map((money) => `${formatAmount(money)} ${money.currency}`).join(', ');
    const left = outcome === 'corrected_and_matched' ? 'undo its correction' : amounts;
    yield `${outcome}, ${id}, ${kind} ${reference ?? 'without a reference'}, ${left}, ${ageDays} days`;
  }
  for (const id of changed) yield `row ${id} came before with another content, which is kept`;
  const [first] = missingPayouts;
  if (first !== undefined) {
    yield `${formatCount(missingPayouts.length)} payouts are in no report, such as ${first}: reconcile the report that lists payouts as well`;
  }
  yield `${formatCount(rows.stored)} rows are new, ${formatCount(rows.known)} were known. ${formatCount(posted)} entries posted.`;
  const counts = Object.entries(outcomes).map(
    ([outcome, count]) => `${formatCount(count)} ${outcome.replaceAll('_', ' ')}`,
  );
  yield `All rows and events: ${counts.join(', ')}. ${formatCount(breaks.length)} breaks are open.`;
}
