import { momentsOf } from '../domain/moments.ts';
import { formatAmount } from '../domain/money.ts';
import { type CompletedPayment, capturedMinorOf, type Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { presentDisputes } from './disputes.ts';
import { amountNumber, idNumber } from './numbers.ts';

/** The lines of a receipt, in reading order. Amounts are decimals with their currency's digits. */
export type Receipt = Readonly<{
  number: string;
  payment: CompletedPayment;
  reference: string;
  /** The same however often the receipt is asked for, until a refund changes it. */
  issuedAt: string;
  refunds: readonly Readonly<{ id: string; amount: string; at: string; reason: string | undefined }>[];
  paid: string;
  refunded: string;
  kept: string;
}>;

/** The receipt of a payment that completed; nobody gets one for money that did not move. */
export function receiptOf(payment: Payment): Receipt {
  if (payment.status !== 'completed') {
    throw new Refusal('receipt_not_available', `a payment that is ${payment.status} has no receipt`);
  }
  const { decision, amount } = payment;
  const completed = Object.values(payment.refunds).filter((refund) => refund.status === 'completed');
  const money = (minor: bigint) => formatAmount({ minor, currency: amount.currency });
  const refunds = completed
    .map(({ id, amountMinor, settledAt, reason }) => ({ id, amount: money(amountMinor), at: settledAt, reason }))
    .sort((one, other) => (one.at + one.id < other.at + other.id ? -1 : 1));
  return {
    number: `RCP-${decision.reference.replace(/^PAY-/, '')}`,
    payment,
    reference: decision.reference,
    issuedAt: refunds.at(-1)?.at ?? payment.closedAt ?? payment.settledAt ?? payment.createdAt,
    refunds,
    paid: money(capturedMinorOf(payment)),
    refunded: money(payment.refundedMinor),
    kept: money(capturedMinorOf(payment) - payment.refundedMinor),
  };
}

export function presentReceipt({ number, payment, reference, issuedAt, refunds }: Receipt): unknown {
  const { amount, refundedMinor } = payment;
  const { capturedAt } = momentsOf(payment);
  const money = (minor: bigint) => amountNumber({ minor, currency: amount.currency });
  const id = (value: string | undefined) => (value === undefined ? null : idNumber(value));
  return {
    receipt_id: number,
    payment_id: idNumber(payment.id),
    trip_id: id(payment.tripId),
    order_id: id(payment.orderId),
    amount: amountNumber(amount),
    currency: amount.currency,
    method: payment.method.toUpperCase(),
    status: refundedMinor === capturedMinorOf(payment) ? 'REFUNDED' : 'SUCCESS',
    reference,
    refunds: refunds.map((refund) => ({
      refund_id: refund.id,
      amount: money(payment.refunds[refund.id]?.amountMinor ?? 0n),
      reason: refund.reason ?? null,
      refunded_at: refund.at,
    })),
    refunded_amount: money(refundedMinor),
    net_amount: money(capturedMinorOf(payment) - refundedMinor),
    ...presentDisputes(payment),
    created_at: payment.createdAt,
    ...(capturedAt !== undefined && { captured_at: capturedAt }),
    issued_at: issuedAt,
  };
}
