import { importedIntentId } from '../domain/imported-intent.ts';
import type { Money } from '../domain/money.ts';
import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { webhookFailureTypes } from '../domain/webhook-failure.ts';
import { happenedAt } from '../projections/event-moments.ts';
import type { EventKind, PaymentEvent } from '../projections/events.ts';
import { linesOf } from '../projections/ledger-lines.ts';
import { amountNumber, idNumber } from './numbers.ts';
import type { StatusName } from './payments.ts';

/** The status of the payment, or of the refund, that an event led to. */
const statusOf = {
  'payment.begun': 'PENDING',
  'payment.pending': 'PENDING',
  'payment.authorized': 'PENDING',
  'payment.completed': 'SUCCESS',
  'payment.failed': 'FAILED',
  'payment.refused': 'FAILED',
  'payment.captured': 'SUCCESS',
  'payment.cancelled': 'FAILED',
  'payment.refunded': 'REFUNDED',
  'refund.completed': 'SUCCESS',
  'refund.failed': 'FAILED',
  'refund.reversed': 'FAILED',
  'dispute.opened': 'FAILED',
  'dispute.won': 'SUCCESS',
  'dispute.lost': 'FAILED',
} as const satisfies Readonly<Record<EventKind, StatusName>>;

/** Types of events of payments. */
export const paymentEventTypes: readonly string[] = Object.keys(statusOf);

/** Every type of event. */
export const eventTypes: readonly string[] = [...paymentEventTypes, ...webhookFailureTypes];

/** Kinds that are earlier than the processor's decision: a later image of the payment has more, which must not be told then. */
const isUndecided = (kind: EventKind): boolean => kind === 'payment.begun' || kind === 'payment.pending';

/** An event as it is recorded. */
export function recordOf(event: PaymentEvent): RecordedEvent {
  const lines = linesOf(event);
  const isAtProcessor = lines.some(([account]) => account === 'processor_receivable');
  return {
    paymentId: event.payment.id,
    type: event.kind,
    subject: event.subject,
    at: happenedAt(event),
    body: presentEvent(event),
    quiet: event.isQuiet,
    lines,
    intentId: isAtProcessor ? importedIntentId(event.payment) : undefined,
    processor: isAtProcessor ? (event.payment.intent?.processor ?? beforeIntents) : undefined,
    postedAt: undefined,
    ...event.written,
  };
}

/** Payments of before intents were stored were charged by it. */
const beforeIntents = 'simulated';

/**
 * The body of an event's webhook, in the form of https://www.standardwebhooks.com. Its bytes follow from the kind of the event
 * and from fields that no later write changes, so a repeated delivery gives the same ones. It has no metadata, names or
 * e-mail addresses: what was sent cannot be erased.
 */
export function presentEvent(event: PaymentEvent): string {
  const { id, kind, payment, refund, dispute } = event;
  const { orderId, tripId, customerId } = payment;
  const amount = amountAt(event);
  return JSON.stringify({
    type: kind,
    timestamp: happenedAt(event),
    data: {
      event_id: id,
      payment_id: idNumber(payment.id),
      order_id: idOrNull(orderId),
      trip_id: idOrNull(tripId),
      customer_id: idOrNull(customerId),
      refund_id: refund?.id ?? null,
      dispute_id: dispute?.id ?? null,
      evidence_due_by: dispute?.evidenceDueBy ?? null,
      reference: referenceAt(kind, payment),
      amount: amountNumber(amount),
      currency: amount.currency,
      status: statusOf[kind],
      failure_code: failureAt(kind, payment),
    },
  });
}

const idOrNull = (id: string | undefined) => (id === undefined ? null : idNumber(id));

/** A dispute may be in the currency of the customer's bank. */
const amountAt = ({ kind, payment, refund, dispute }: PaymentEvent): Money =>
  dispute?.amount ?? { minor: refund?.amountMinor ?? minorAt(kind, payment), currency: payment.amount.currency };

/** A capture may take less than was authorized. */
const minorAt = (kind: EventKind, payment: Payment): bigint =>
  kind === 'payment.captured' || kind === 'payment.refunded' ? capturedMinorOf(payment) : payment.amount.minor;

function referenceAt(kind: EventKind, { decision }: Payment): string | null {
  if (isUndecided(kind) || decision === undefined || decision.status === 'failed') return null;
  return decision.reference;
}

function failureAt(kind: EventKind, { decision, expiredAt }: Payment): string | null {
  if (kind === 'payment.cancelled') return expiredAt === undefined ? null : 'authorization_expired';
  return !isUndecided(kind) && decision?.status === 'failed' ? decision.failureCode : null;
}
