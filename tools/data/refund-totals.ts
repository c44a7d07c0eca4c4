import { formatAmount, type Money } from '../../src/domain/money.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { readAmount } from './cells.ts';
import { BadValue, type Row } from './payment-columns.ts';
import { readRefunds, refundOfAmount } from './refunds-cell.ts';

type Totals = Pick<Payment, 'refunds' | 'refundedMinor' | 'refundableMinor'>;
type RefundContext = Readonly<{
  id: string;
  amount: Money;
  createdAt: string;
  /** Undefined for a payment that took no money. */
  capturedMinor: bigint | undefined;
  wholly: boolean;
}>;

/** Reads a payment's refunds and its totals. Throws BadValue if the row contradicts itself. */
export function readRefundTotals(row: Row, { id, amount, createdAt, capturedMinor, wholly }: RefundContext): Totals {
  const listed = readRefunds(row, amount);
  const cell = readAmount(row, 'refunded_amount', amount.currency)?.minor;
  const money = (minor: bigint) => `${formatAmount({ minor, currency: amount.currency })} ${amount.currency}`;
  const refundedMinor =
    listed === undefined ? (cell ?? (wholly ? (capturedMinor ?? 0n) : 0n)) : sumOf(listed, 'completed');
  const column = cell === undefined && listed !== undefined ? 'refunds' : 'refunded_amount';
  if (cell !== undefined && cell !== refundedMinor) {
    throw new BadValue(column, `it is ${money(cell)}, but the completed refunds add up to ${money(refundedMinor)}`);
  }
  if (refundedMinor < 0n) throw new BadValue(column, 'it is negative');
  const refunds = listed ?? (refundedMinor > 0n ? [refundOfAmount(id, amount, refundedMinor, createdAt)] : []);
  if (capturedMinor === undefined) {
    if (refunds.length === 0) return { refunds: {}, refundedMinor: 0n, refundableMinor: 0n };
    throw new BadValue(column, 'only payments that are SUCCESS or REFUNDED can have refunds');
  }
  const reserved = sumOf(refunds, 'processing') + sumOf(refunds, 'pending');
  const refundableMinor = capturedMinor - refundedMinor - reserved;
  if (refundableMinor < 0n) throw new BadValue(column, `more was refunded than the ${money(capturedMinor)} paid`);
  if (wholly !== (refundedMinor === capturedMinor)) {
    throw new BadValue(
      column,
      `${money(refundedMinor)} of ${money(capturedMinor)} was refunded: only a full refund is REFUNDED`,
    );
  }
  return { refunds: Object.fromEntries(refunds.map((refund) => [refund.id, refund])), refundedMinor, refundableMinor };
}

const sumOf = (refunds: readonly Refund[], status: Refund['status']): bigint =>
  refunds.filter((refund) => refund.status === status).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
