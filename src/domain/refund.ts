import { blockingDispute, type Dispute } from './dispute.ts';
import { fingerprintBy } from './fingerprint.ts';
import type { Lease } from './lease.ts';
import { formatAmount, type Money, readMoney, requirePositive } from './money.ts';
import { capturedMinorOf, type Payment } from './payment.ts';
import { liveRefunds, mostLiveRefunds, mostPartialRefunds } from './refund-limits.ts';
import type { DecidedRefund, ProcessingRefund } from './refund-states.ts';
import { Refusal } from './refusal.ts';
import { stillInProgress } from './still-in-progress.ts';

/** A refund that is asked for. The text of its amount means nothing before the payment's currency is known. */
export type WantedRefund = Readonly<{
  id: string;
  paymentId: string;
  fingerprint: string;
  /** As it was written; `all` is whatever remains when it is reserved. */
  amount: string | 'all';
  /** Checked against the payment's; undefined if the request names none. */
  currency: string | undefined;
  reason: string | undefined;
  /** Its id is derived from the request, so an earlier attempt at the same refund may still be in flight. */
  repeatable: boolean;
}>;

/** Fingerprint of the fields that a repeated request must share. */
export const refundFingerprint = fingerprintBy('amount');

/** A refund of all that remains, which makes `all` its amount in a repeated request. */
export const wholeRefund = (paymentId: string, id: string): WantedRefund => ({
  id,
  paymentId,
  repeatable: true,
  fingerprint: refundFingerprint({ amount: 'all' }),
  amount: 'all',
  currency: undefined,
  reason: undefined,
});

/** How much a refund takes from a payment, in minor units; or why it cannot. */
export function refundAmount(wanted: WantedRefund, payment: Pick<Payment, 'amount' | 'refundableMinor'>): bigint {
  if (wanted.amount === 'all') return payment.refundableMinor;
  return requirePositive(readMoney(wanted.amount, payment.amount.currency)).minor;
}

/** Why a payment cannot be refunded by an amount, if it cannot. */
export function refundRefusal(payment: Payment, amountMinor: bigint): Refusal | undefined {
  if (payment.status === 'authorized' && payment.closing === 'capture') return stillInProgress();
  if (payment.status !== 'completed') {
    return new Refusal('payment_not_refundable', `a payment that is ${payment.status} cannot be refunded`);
  }
  const dispute = blockingDispute(payment.disputes);
  if (dispute !== undefined) return disputed(dispute);
  if (payment.refundableMinor >= amountMinor && amountMinor > 0n) {
    if (liveRefunds(payment) < mostLiveRefunds(payment, amountMinor)) return undefined;
    return new Refusal(
      'too_many_refunds',
      `a payment can have ${mostPartialRefunds} refunds, and one of all that is left`,
    );
  }
  const money = (minor: bigint): Money => ({ minor, currency: payment.amount.currency });
  const [refundable, refunded] = [money(payment.refundableMinor), money(payment.refundedMinor)].map(formatAmount);
  const remain = `${refundable} ${payment.amount.currency} remain to be refunded`;
  const reserved = money(capturedMinorOf(payment) - payment.refundedMinor - payment.refundableMinor);
  const onTheirWay = `; ${formatAmount(reserved)} ${reserved.currency} are on their way`;
  return new Refusal('refund_exceeds_remaining', reserved.minor > 0n ? remain + onTheirWay : remain, {
    more: { refundable_amount: refundable, refunded_amount: refunded },
  });
}

const disputed = ({ id, status, evidenceDueBy }: Dispute): Refusal =>
  new Refusal(
    'payment_disputed',
    status === 'lost'
      ? 'the payment was lost in a dispute: its customer has the money already'
      : 'the payment is disputed; it can be refunded again once the dispute is won',
    {
      more: {
        dispute_id: id,
        dispute_status: status,
        ...(evidenceDueBy !== undefined && { evidence_due_by: evidenceDueBy }),
      },
    },
  );

/** A refund as it is first written: its amount is reserved, and nothing is decided. */
export const begunRefund = (
  wanted: WantedRefund,
  amountMinor: bigint,
  lease: Lease,
  now: number,
): ProcessingRefund => ({
  id: wanted.id,
  status: 'processing',
  amountMinor,
  fingerprint: wanted.fingerprint,
  reason: wanted.reason,
  createdAt: new Date(now).toISOString(),
  attempt: 0,
  lease,
  keySince: undefined,
});

/** The same amount, however it is written: `50`, `50.0` and `50.00` are one. */
export const plainDecimal = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

/** A refusal overtook this attempt, perhaps the refusal of its own retry: so it must not reserve anything any more. */
export const overtakenByRefusal = () =>
  new Refusal('concurrent_update', 'a refund of this payment was refused at the same time; try again', {
    retryAfterSeconds: 1,
  });

/** A key is for one amount; `all` is one, too. */
export const otherAmount = () =>
  new Refusal('idempotency_key_reused', 'the key was first used to refund another amount', {
    more: { mismatched: ['amount'] },
  });

/** The status in the first answer to a refund, which every replay repeats. */
export function answeredStatus({
  answeredAs,
  status,
}: Pick<DecidedRefund, 'answeredAs' | 'status'>): 'pending' | 'completed' | 'failed' {
  if (answeredAs !== undefined) return answeredAs;
  return status === 'reversed' ? 'completed' : status;
}
