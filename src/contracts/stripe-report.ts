import type { Money } from '../domain/money.ts';
import type { SettlementKind, SettlementRow } from '../domain/settlement.ts';
import {
  type Cells,
  type FormatOfHeader,
  readAmount,
  readFee,
  readInstant,
  readRequired,
  readText,
  type SettlementFormat,
} from './settlement-cells.ts';
import { stripePayouts } from './stripe-payouts.ts';

/**
 * Stripe's itemised payout reconciliation report, with its default columns and `payment_intent_id`; `refund_metadata[refund_id]`
 * tells refunds of one payment apart. https://docs.stripe.com/reports/report-types/payout-reconciliation
 */
const required = [
  'balance_transaction_id',
  'currency',
  'gross',
  'fee',
  'reporting_category',
  'payment_intent_id',
] as const;
const optional = [
  'created_utc',
  'created',
  'automatic_payout_id',
  'customer_facing_amount',
  'customer_facing_currency',
  'refund_metadata[refund_id]',
] as const;

const stripeTransactions: SettlementFormat = { required, optional, mayHaveOthers: true, read: readStripeRow };

/** The transactions of payouts are in one report, and the payouts in another one, which has no `payment_intent_id`. */
export const stripeFormat: FormatOfHeader = (columns) =>
  columns.includes('payout_id') && !columns.includes('payment_intent_id') ? stripePayouts : stripeTransactions;

/** Reporting categories that we book or compare; others are for a person. https://docs.stripe.com/reports/reporting-categories */
const kinds: ReadonlyMap<string, SettlementKind> = new Map(
  Object.entries({
    charge: 'charge',
    partial_capture_reversal: 'capture_reversal',
    refund: 'refund',
    refund_failure: 'refund_reversal',
    dispute: 'dispute',
    dispute_reversal: 'dispute_reversal',
    fee: 'fee',
    network_cost: 'fee',
    tax: 'fee',
    payout: 'payout',
    payout_reversal: 'payout',
  } satisfies Record<string, SettlementKind>),
);

function readStripeRow(cells: Cells): SettlementRow {
  const currency = readRequired(cells, 'currency');
  const settled = readAmount(cells, 'gross', currency);
  const kind = kinds.get(readRequired(cells, 'reporting_category')) ?? 'other';
  return {
    id: readRequired(cells, 'balance_transaction_id'),
    kind,
    reference: readText(cells, 'payment_intent_id'),
    refundId: readText(cells, 'refund_metadata[refund_id]'),
    amount: amountForCustomer(cells, settled),
    settled,
    feeMinor: readFee(cells, currency),
    // Both are UTC, unless the report was run with another time zone.
    at: readInstant(cells, ['created_utc', 'created']),
    // A payout that came back is a part of a later one here; the report of payouts has its own.
    payoutId: kind === 'payout' ? undefined : readText(cells, 'automatic_payout_id'),
  };
}

/** The amount in the customer's currency, where Stripe converted it. It is reported with or without a sign. */
function amountForCustomer(cells: Cells, settled: Money): Money {
  const currency = cells.get('customer_facing_currency');
  const text = cells.get('customer_facing_amount');
  if (!currency || !text || currency.toUpperCase() === settled.currency) return settled;
  const { minor, currency: code } = readAmount(cells, 'customer_facing_amount', currency, 'customer_facing_currency');
  const size = minor < 0n ? -minor : minor;
  return { minor: settled.minor < 0n ? -size : size, currency: code };
}
