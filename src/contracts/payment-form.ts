import type { NextAction } from '../domain/intent.ts';
import type { Moments } from '../domain/moments.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Payment } from '../domain/payment.ts';
import type { ListedPayment } from '../domain/payment-list.ts';
import { presentFailure } from './failures.ts';
import { amountNumber, idNumber } from './numbers.ts';

/** Changing parts of a payment, as of the moment that an answer shows. */
type AsOf = Pick<Payment, 'refundedMinor' | 'refundableMinor' | 'capturedMinor'> &
  Pick<Moments, 'settledAt'> &
  Partial<Moments> &
  Readonly<{ outcome: Outcome | undefined; expiredAt?: string | undefined }>;

/** Shows what the indexes hold of every payment, so that lists and GET agree; `notListed` and some moments are GET's alone. */
export function paymentForm(
  payment: ListedPayment,
  status: string,
  { refundedMinor, refundableMinor, capturedMinor, outcome, expiredAt, ...moments }: AsOf,
  notListed: Readonly<{ metadata?: object }> = {},
): object {
  const { amount } = payment;
  const money = (minor: bigint) => amountNumber({ minor, currency: amount.currency });
  const id = (value: string | undefined) => (value === undefined ? null : idNumber(value));
  return {
    payment_id: idNumber(payment.id),
    order_id: id(payment.orderId),
    trip_id: id(payment.tripId),
    rider_id: id(payment.riderId),
    driver_id: id(payment.driverId),
    customer_id: id(payment.customerId),
    amount: amountNumber(amount),
    currency: amount.currency,
    method: payment.method.toUpperCase(),
    status,
    reference: outcome !== undefined && 'reference' in outcome ? outcome.reference : null,
    ...(capturedMinor !== undefined && { captured_amount: money(capturedMinor) }),
    refunded_amount: money(refundedMinor),
    refundable_amount: money(refundableMinor),
    ...notListed,
    created_at: payment.createdAt,
    settled_at: moments.settledAt ?? null,
    ...(moments.authorizedAt !== undefined && { authorized_at: moments.authorizedAt }),
    ...(moments.capturedAt !== undefined && { captured_at: moments.capturedAt }),
    ...(moments.cancelledAt !== undefined && { cancelled_at: moments.cancelledAt }),
    ...(outcome?.status === 'failed' ? presentFailure(outcome.failureCode) : {}),
    ...(expiredAt === undefined ? {} : presentFailure('authorization_expired')),
    ...(outcome?.status === 'pending' && outcome.action !== undefined
      ? { next_action: nextAction(outcome.action) }
      : {}),
  };
}

/** The customer's next step: follow a URL, or confirm in the page that has the client secret. */
const nextAction = (action: NextAction): object =>
  action.type === 'redirect' ? { type: 'redirect', redirect_url: action.url } : { type: 'in_app' };

export const presentClientSecret = (clientSecret: string): object => ({ client_secret: clientSecret });
