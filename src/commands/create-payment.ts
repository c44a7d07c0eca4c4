import { mismatch } from '../domain/mismatch.ts';
import { type Failure, isRefused } from '../domain/outcome.ts';
import { type DecidedPayment, newPayment, type Payment } from '../domain/payment.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import { Refusal } from '../domain/refusal.ts';
import type { ChargeServices } from './charge.ts';
import { decideOnce } from './leased-attempt.ts';
import { PaymentAttempt } from './payment-attempt.ts';

/** The payment, and whether it was there before this request. */
export type CreatedPayment = Readonly<{ payment: DecidedPayment; replayed: boolean }>;

/**
 * Charges what is wanted, once: a repeated request gives the payment that the first one brought about. `seen` is the
 * payment as it was found under its id, if that was looked at already.
 */
export async function createPayment(
  wanted: WantedPayment,
  services: ChargeServices & Readonly<{ orderGuard: boolean }>,
  waitMs: number,
  seen?: Payment,
): Promise<CreatedPayment> {
  const { fields } = wanted;
  const onePaymentPerOrder = fields.orderId !== undefined && (services.orderGuard || fields.onePaymentPerOrder);
  const attempt = new PaymentAttempt({ ...wanted, fields: { ...fields, onePaymentPerOrder } }, services, seen);
  const { payment, byUs } = await decideOnce(attempt, services.io, waitMs);
  if (payment.fingerprint !== wanted.fingerprint) throw mismatch(wanted, payment);
  if (isRefused(payment.outcome)) throw alreadyPaid(payment, payment.outcome);
  return { payment, replayed: !byUs };
}

/** The same for every retry of the key, also once the other payment was refunded. */
function alreadyPaid({ tripId, orderId }: Payment, { failureCode, paidBy }: Failure) {
  if (failureCode === 'trip_already_paid') {
    const more = { payment_id: paidBy, trip_id: tripId };
    return new Refusal('trip_already_paid', 'another payment of this trip completed', { more });
  }
  const more = { payment_id: paidBy, order_id: orderId };
  const sentence = 'The order is paid already';
  return new Refusal('order_already_paid', 'another payment of this order completed', { sentence, more });
}

/**
 * Keeps, as a failed payment of its order, that somebody tried to pay nothing or less. An order that has a payment
 * already keeps that one.
 */
export async function recordRefusedPayment(
  wanted: WantedPayment,
  { payments, io }: Pick<ChargeServices, 'payments' | 'io'>,
) {
  const owner = io.newId();
  const now = io.now();
  const lease = { owner, until: now };
  const payment = newPayment(wanted, lease, 0, now);
  const failure = { status: 'failed', failureCode: 'amount_not_positive' } as const;
  await payments.begin({
    ...payment,
    status: 'failed',
    lease: undefined,
    fencing: undefined,
    outcome: failure,
    decision: failure,
    settledBy: owner,
    settledAt: payment.createdAt,
  });
}
