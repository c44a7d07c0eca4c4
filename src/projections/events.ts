import { isRefused } from '../domain/outcome.ts';
import { isRefunded, type Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund-states.ts';
import type { Status } from '../domain/status.ts';

export type EventKind =
  | 'payment.begun'
  /** Its processor works on it, or its customer has to act. */
  | 'payment.pending'
  | 'payment.authorized'
  | 'payment.completed'
  | 'payment.failed'
  /** Its trip or order was paid already: nobody attempted a payment. */
  | 'payment.refused'
  | 'payment.captured'
  | 'payment.cancelled'
  /** All of it went back. */
  | 'payment.refunded'
  | 'refund.completed'
  | 'refund.failed'
  /** Its money came back after it had succeeded. */
  | 'refund.reversed';

/** Something that happened to a payment, once. */
export type PaymentEvent = Readonly<{
  /** Of what happened, not of the record that told of it: the same however often it is told. */
  id: string;
  kind: EventKind;
  payment: Payment;
  refund: Refund | undefined;
}>;

/** What happened between two images of a payment: what has happened by the second and had not by the first. */
export function eventsOf(before: Payment | undefined, after: Payment): PaymentEvent[] {
  const known = new Set(before && happenedTo(before).map(({ id }) => id));
  return happenedTo(after).filter(({ id }) => !known.has(id));
}

/** All that has happened to a payment since it was last begun. */
function happenedTo(payment: Payment): PaymentEvent[] {
  const { id, generation, refunds } = payment;
  const ofPayment = kindsOf(payment).map((kind) => ({
    id: `${id}:${kind}:${generation}`,
    kind,
    payment,
    refund: undefined,
  }));
  return [...ofPayment, ...Object.values(refunds).flatMap((refund) => refundEvent(payment, refund))];
}

/** Events that a status means and neither the outcome nor the decision says. */
const kindOfStatus: Readonly<Record<Status, EventKind | undefined>> = {
  processing: undefined,
  pending: undefined,
  authorized: undefined,
  completed: undefined,
  failed: undefined,
  cancelled: 'payment.cancelled',
};

function kindsOf(payment: Payment): EventKind[] {
  const { status, outcome, decision } = payment;
  const kinds: EventKind[] = ['payment.begun'];
  if (outcome?.status === 'pending') kinds.push('payment.pending');
  if (isRefused(decision)) kinds.push('payment.refused');
  else if (decision !== undefined) kinds.push(`payment.${decision.status}`);
  if (decision?.status === 'authorized' && status === 'completed') kinds.push('payment.captured');
  const ofStatus = kindOfStatus[status];
  if (ofStatus !== undefined) kinds.push(ofStatus);
  if (isRefunded(payment)) kinds.push('payment.refunded');
  return kinds;
}

const refundKinds = {
  processing: [],
  pending: [],
  completed: ['refund.completed'],
  failed: ['refund.failed'],
  reversed: ['refund.completed', 'refund.reversed'],
} as const satisfies Readonly<Record<Refund['status'], readonly EventKind[]>>;

function refundEvent(payment: Payment, refund: Refund): PaymentEvent[] {
  return refundKinds[refund.status].map((kind) => ({
    id: `${payment.id}:${kind}:${refund.id}`,
    kind,
    payment,
    refund,
  }));
}
