import type { EventKind, PaymentEvent } from '../projections/events.ts';
import { amountNumber, idNumber } from './numbers.ts';

/** What the notification service is told of, and the status that it is told with. */
const statusNames: Readonly<Partial<Record<EventKind, 'SUCCESS' | 'FAILED'>>> = {
  'payment.completed': 'SUCCESS',
  'payment.failed': 'FAILED',
  'payment.captured': 'SUCCESS',
  'payment.cancelled': 'FAILED',
  'refund.completed': 'SUCCESS',
  'refund.failed': 'FAILED',
  'refund.reversed': 'FAILED',
};

/** A notification, or nothing for an event that is no news. Told again, it has the same bytes. */
export function presentNotification({ id, kind, payment, refund }: PaymentEvent): object | undefined {
  const status = statusNames[kind];
  if (status === undefined) return undefined;
  const { amount, tripId, settledAt, closedAt, createdAt } = payment;
  const closed = kind === 'payment.captured' || kind === 'payment.cancelled';
  const happenedAt =
    refund === undefined
      ? closed
        ? closedAt
        : settledAt
      : kind === 'refund.reversed'
        ? refund.reversedAt
        : refund.settledAt;
  return {
    event_id: id,
    type: kind,
    payment_id: idNumber(payment.id),
    trip_id: tripId === undefined ? null : idNumber(tripId),
    ...(refund === undefined ? {} : { refund_id: refund.id }),
    amount: amountNumber({ minor: refund?.amountMinor ?? amount.minor, currency: amount.currency }),
    currency: amount.currency,
    status,
    created_at: happenedAt ?? createdAt,
  };
}
