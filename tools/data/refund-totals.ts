import { formatAmount, type Money } from '../../src/domain/money.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { readAmount } from './cells.ts';
import { BadValue, type Row } from './payment-columns.ts';
import { readRefunds, refundOfAmount } from './refunds-cell.ts';

type Totals = Pick<Payment, 'refunds' | 'refundedMinor' | 'refundableMinor'>;
type Told = Readonly<{ id: string; amount: Money; createdAt: string; captured: boolean; wholly: boolean }>;

/** The refunds of a row and what they leave. Figures that contradict each other are refused: one of them is wrong. */
export function readRefundTotals(row: Row, { id, amount, createdAt, captured, wholly }: Told): Totals {
  const listed = readRefunds(row, amount);
  const told = readAmount(row, 'refunded_amount', amount.currency)?.minor;
  const money = (minor: bigint) => `${formatAmount({ minor, currency: amount.currency })} ${amount.currency}`;
  const refundedMinor = listed === undefined ? (told ?? (wholly ? amount.minor : 0n)) : sumOf(listed, 'completed');
  const column = told === undefined && listed !== undefined ? 'refunds' : 'refunded_amount';
  if (told !== undefined && told !== refundedMinor) {
    throw new BadValue(column, `it is ${money(told)}, and the completed refunds come to ${money(refundedMinor)}`);
  }
  if (refundedMinor < 0n) throw new BadValue(column, 'it is less than zero');
  const refunds = listed ?? (refundedMinor > 0n ? [refundOfAmount(id, amount, refundedMinor, createdAt)] : []);
  if (!captured) {
    if (refunds.length === 0) return { refunds: {}, refundedMinor: 0n, refundableMinor: 0n };
    throw new BadValue(column, 'only a payment that is SUCCESS or REFUNDED can have refunds');
  }
  const refundableMinor = amount.minor - refundedMinor - sumOf(refunds, 'processing');
  if (refundableMinor < 0n) throw new BadValue(column, `more went back than ${money(amount.minor)}, which was paid`);
  if (wholly !== (refundedMinor === amount.minor)) {
    throw new BadValue(
      column,
      `${money(refundedMinor)} of ${money(amount.minor)} went back: only all of it is REFUNDED`,
    );
  }
  return { refunds: Object.fromEntries(refunds.map((refund) => [refund.id, refund])), refundedMinor, refundableMinor };
}

const sumOf = (refunds: readonly Refund[], status: Refund['status']): bigint =>
  refunds.filter((refund) => refund.status === status).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
