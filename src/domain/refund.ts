import { fractionDigits } from './currency.ts';
import { fingerprintBy } from './fingerprint.ts';
import { defaultCurrency, formatAmount, type Money, readMoney, requirePositive } from './money.ts';
import { type Lease, mostRefunds, type Payment, type Refund } from './payment.ts';
import { Refusal } from './refusal.ts';

/** A refund that is asked for. The text of its amount means nothing before the payment's currency is known. */
export type WantedRefund = Readonly<{
  id: string;
  paymentId: string;
  fingerprint: string;
  /** As it was written; `all` is whatever remains when it is reserved. */
  amount: string | 'all';
  reason: string | undefined;
}>;

/** Of what must be the same in a repeated request. */
export const refundFingerprint = fingerprintBy('amount');

/** A refund of all that remains, which makes `all` its amount in a repeated request. */
export const wholeRefund = (paymentId: string, id: string): WantedRefund => ({
  id,
  paymentId,
  fingerprint: refundFingerprint({ amount: 'all' }),
  amount: 'all',
  reason: undefined,
});

/** How much a refund takes from a payment, in minor units; or why it cannot. */
export function refundAmount(wanted: WantedRefund, payment: Pick<Payment, 'amount' | 'refundableMinor'>): bigint {
  if (wanted.amount === 'all') return payment.refundableMinor;
  return requirePositive(readMoney(wanted.amount, payment.amount.currency)).minor;
}

/** Why a payment cannot be refunded by an amount, if it cannot. */
export function refundRefusal(payment: Payment, amountMinor: bigint): Refusal | undefined {
  if (payment.status !== 'completed') {
    return new Refusal('payment_not_refundable', `a payment that is ${payment.status} cannot be refunded`);
  }
  if (payment.refundableMinor >= amountMinor && amountMinor > 0n) {
    if (Object.keys(payment.refunds).length < mostRefunds) return undefined;
    return new Refusal('too_many_refunds', `a payment can have ${mostRefunds} refunds`);
  }
  const money = (minor: bigint): Money => ({ minor, currency: payment.amount.currency });
  const [refundable, refunded] = [money(payment.refundableMinor), money(payment.refundedMinor)].map(formatAmount);
  return new Refusal('refund_exceeds_remaining', `${refundable} ${payment.amount.currency} remain to be refunded`, {
    more: { refundable_amount: refundable, refunded_amount: refunded },
  });
}

/** A refund as it is first written: its amount is reserved, and nothing is decided. */
export const begunRefund = (wanted: WantedRefund, amountMinor: bigint, lease: Lease, now: number): Refund => ({
  id: wanted.id,
  status: 'processing',
  amountMinor,
  fingerprint: wanted.fingerprint,
  reason: wanted.reason,
  createdAt: new Date(now).toISOString(),
  lease,
  settledBy: undefined,
  settledAt: undefined,
  refundedAfterMinor: undefined,
  refundableAfterMinor: undefined,
});

/** The same amount, however it is written: `50`, `50.0` and `50.00` are one. */
export const plainDecimal = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

/** Whether an amount has no more digits than the default currency; if not, it can only be one of another currency. */
export const fitsDefaultCurrency = (text: string): boolean =>
  (plainDecimal(text).split('.')[1]?.length ?? 0) <= fractionDigits(defaultCurrency);

/** An earlier try of the reservation may still arrive, so the caller must not be told no. */
export const outcomeUnknown = () =>
  new Refusal('refund_outcome_unknown', 'send the refund again with the same key', { retryAfterSeconds: 1 });

/** A key is for one amount; `all` is one, too. */
export const otherAmount = () =>
  new Refusal('idempotency_key_reused', 'the key was first used to refund another amount', {
    more: { mismatched: ['amount'] },
  });
