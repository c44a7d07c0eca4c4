import type { SettlementRow } from '../domain/settlement.ts';
import {
  BadCell,
  type Cells,
  readAmount,
  readInstant,
  readRequired,
  readText,
  type SettlementFormat,
} from './settlement-cells.ts';

/** Stripe's itemised payouts report, with its default columns. https://docs.stripe.com/reports/report-types/balance */
const required = ['payout_id', 'balance_transaction_id', 'currency', 'gross', 'net', 'reporting_category'] as const;
const optional = ['effective_at_utc', 'effective_at'] as const;

export const stripePayouts: SettlementFormat = { required, optional, mayHaveOthers: true, read: readStripePayout };

const categories: readonly string[] = ['payout', 'payout_reversal'];

/**
 * The report has amounts as the bank sees them: a payout is positive, and a payout that came back negative. The ledger has them as
 * the balance at Stripe changes. An instant payout has a fee, which the balance loses besides: `net` less `gross`. Stripe documents
 * no signs, and a row is kept for good, so one with the other sign is refused.
 */
function readStripePayout(cells: Cells): SettlementRow {
  const category = readRequired(cells, 'reporting_category');
  if (!categories.includes(category)) {
    throw new BadCell('reporting_category', `it must be ${categories.join(' or ')} in a report of payouts`);
  }
  const currency = readRequired(cells, 'currency');
  const gross = readAmount(cells, 'gross', currency);
  const net = readAmount(cells, 'net', currency);
  if (category === 'payout' ? gross.minor < 0n : gross.minor > 0n) {
    const usual = category === 'payout' ? 'negative' : 'positive';
    throw new BadCell('gross', `a ${category} is never ${usual}; leave the row out, and post it by a correction`);
  }
  const amount = { ...gross, minor: -gross.minor };
  return {
    id: readRequired(cells, 'balance_transaction_id'),
    kind: 'payout',
    reference: undefined,
    refundId: undefined,
    amount,
    settled: amount,
    feeMinor: net.minor - gross.minor,
    at: readInstant(cells, ['effective_at_utc', 'effective_at']),
    payoutId: readText(cells, 'payout_id'),
  };
}
