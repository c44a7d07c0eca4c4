import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import type { EventKind, PaymentEvent } from '../projections/events.ts';
import { amountNumber, idNumber } from './numbers.ts';

/**
 * The events that are sent to the notification service, with the status that it knows them by. A dispute that is opened has
 * FAILED: its money is gone, until it is won.
 */
const statusNames: Readonly<Partial<Record<EventKind, 'SUCCESS' | 'FAILED'>>> = {
  'payment.completed': 'SUCCESS',
  'payment.failed': 'FAILED',
  'payment.captured': 'SUCCESS',
  'payment.cancelled': 'FAILED',
  'refund.completed': 'SUCCESS',
  'refund.failed': 'FAILED',
  'refund.reversed': 'FAILED',
  'dispute.opened': 'FAILED',
  'dispute.won': 'SUCCESS',
  'dispute.lost': 'FAILED',
};

/** A capture may take less than was authorized. */
const minorOf = (kind: EventKind, payment: Payment): bigint =>
  kind === 'payment.captured' ? capturedMinorOf(payment) : payment.amount.minor;

/** When it happened; undefined for what was imported without its moments. */
function happenedAt({ kind, payment, refund, dispute }: PaymentEvent): string | undefined {
  switch (kind) {
    case 'dispute.opened':
      return dispute?.openedAt;
    case 'dispute.won':
    case 'dispute.lost':
      return dispute?.closedAt;
    case 'refund.reversed':
      return refund?.reversedAt;
    case 'payment.captured':
    case 'payment.cancelled':
      return payment.closedAt;
    default:
      return refund === undefined ? payment.settledAt : refund.settledAt;
  }
}

/** A notification, or nothing for an event that is no news. Told again, it has the same bytes. */
export function presentNotification(event: PaymentEvent): object | undefined {
  const { id, kind, payment, refund, dispute } = event;
  const status = statusNames[kind];
  if (status === undefined) return undefined;
  const { tripId, createdAt } = payment;
  const { currency } = payment.amount;
  const amount = dispute?.amount ?? { minor: refund?.amountMinor ?? minorOf(kind, payment), currency };
  return {
    event_id: id,
    type: kind,
    payment_id: idNumber(payment.id),
    trip_id: tripId === undefined ? null : idNumber(tripId),
    ...(refund === undefined ? {} : { refund_id: refund.id }),
    ...(dispute === undefined ? {} : { dispute_id: dispute.id, evidence_due_by: dispute.evidenceDueBy ?? null }),
    amount: amountNumber(amount),
    currency: amount.currency,
    status,
    created_at: happenedAt(event) ?? createdAt,
  };
}
