import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import { happenedAt } from '../projections/event-moments.ts';
import type { EventKind, PaymentEvent } from '../projections/events.ts';
import { amountNumber, idNumber } from './numbers.ts';

/** The events that are sent to the notification service, with the status that it knows them by. */
const statusNames: Readonly<Partial<Record<EventKind, 'SUCCESS' | 'FAILED'>>> = {
  'payment.completed': 'SUCCESS',
  'payment.failed': 'FAILED',
  'payment.captured': 'SUCCESS',
  'payment.cancelled': 'FAILED',
  'refund.completed': 'SUCCESS',
  'refund.failed': 'FAILED',
  'refund.reversed': 'FAILED',
};

/** A capture may take less than was authorized. */
const minorOf = (kind: EventKind, payment: Payment): bigint =>
  kind === 'payment.captured' ? capturedMinorOf(payment) : payment.amount.minor;

/** A notification, or nothing for an event that is no news. Told again, it has the same bytes. */
export function presentNotification(event: PaymentEvent): object | undefined {
  const { id, kind, payment, refund } = event;
  const status = statusNames[kind];
  if (status === undefined) return undefined;
  const { amount, tripId } = payment;
  return {
    event_id: id,
    type: kind,
    payment_id: idNumber(payment.id),
    trip_id: tripId === undefined ? null : idNumber(tripId),
    ...(refund === undefined ? {} : { refund_id: refund.id }),
    amount: amountNumber({ minor: refund?.amountMinor ?? minorOf(kind, payment), currency: amount.currency }),
    currency: amount.currency,
    status,
    created_at: happenedAt(event),
  };
}
