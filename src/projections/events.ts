import { isRefunded, isRefused, type Payment, type Refund } from '../domain/payment.ts';
import { isRefundDecided } from '../domain/status.ts';

export type EventKind =
  | 'payment.begun'
  | 'payment.authorized'
  | 'payment.completed'
  | 'payment.failed'
  /** The trip or order was already paid, so nothing was charged. */
  | 'payment.refused'
  | 'payment.captured'
  | 'payment.cancelled'
  /** Fully refunded. */
  | 'payment.refunded'
  | 'refund.completed'
  | 'refund.failed';

export type PaymentEvent = Readonly<{
  /** Derived from payment, kind and generation, so it stays the same when the stream delivers a record again. */
  id: string;
  kind: EventKind;
  payment: Payment;
  refund: Refund | undefined;
}>;

/** The events between two images of a payment: those in the history of the second that the first does not have. */
export function eventsOf(before: Payment | undefined, after: Payment): PaymentEvent[] {
  const known = new Set(before && historyOf(before).map(({ id }) => id));
  return historyOf(after).filter(({ id }) => !known.has(id));
}

/** All events of a payment in its current generation. */
function historyOf(payment: Payment): PaymentEvent[] {
  const { id, generation, refunds } = payment;
  const ofPayment = kindsOf(payment).map((kind) => ({
    id: `${id}:${kind}:${generation}`,
    kind,
    payment,
    refund: undefined,
  }));
  return [...ofPayment, ...Object.values(refunds).flatMap((refund) => refundEvent(payment, refund))];
}

function kindsOf(payment: Payment): EventKind[] {
  const { status, outcome } = payment;
  const kinds: EventKind[] = ['payment.begun'];
  if (isRefused(outcome)) kinds.push('payment.refused');
  else if (outcome !== undefined) kinds.push(`payment.${outcome.status}`);
  if (outcome?.status === 'authorized' && status === 'completed') kinds.push('payment.captured');
  if (status === 'cancelled') kinds.push('payment.cancelled');
  if (isRefunded(payment)) kinds.push('payment.refunded');
  return kinds;
}

function refundEvent(payment: Payment, refund: Refund): PaymentEvent[] {
  const { status } = refund;
  if (!isRefundDecided(status)) return [];
  const kind = `refund.${status}` as const;
  return [{ id: `${payment.id}:${kind}:${refund.id}`, kind, payment, refund }];
}
