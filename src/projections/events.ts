import type { Dispute } from '../domain/dispute.ts';
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
  /** The trip or order was already paid, so nothing was charged. */
  | 'payment.refused'
  | 'payment.captured'
  | 'payment.cancelled'
  /** Fully refunded. */
  | 'payment.refunded'
  | 'refund.completed'
  | 'refund.failed'
  /** Its money came back after it had succeeded. */
  | 'refund.reversed'
  /** It went beyond an inquiry: the processor took its amount back. */
  | 'dispute.opened'
  | 'dispute.won'
  | 'dispute.lost';

export type PaymentEvent = Readonly<{
  /** Derived from payment, kind and generation, so it stays the same when the stream delivers a record again. */
  id: string;
  kind: EventKind;
  payment: Payment;
  refund: Refund | undefined;
  dispute?: Dispute | undefined;
}>;

/** The events between two images of a payment: those in the history of the second that the first does not have. */
export function eventsOf(before: Payment | undefined, after: Payment): PaymentEvent[] {
  const known = new Set(before && historyOf(before).map(({ id }) => id));
  return historyOf(after).filter(({ id }) => !known.has(id));
}

/** All events of a payment in its current generation. */
function historyOf(payment: Payment): PaymentEvent[] {
  const { id, generation, refunds, disputes } = payment;
  const ofPayment = kindsOf(payment).map((kind) => ({
    id: `${id}:${kind}:${generation}`,
    kind,
    payment,
    refund: undefined,
  }));
  const ofRefunds = Object.values(refunds).flatMap((refund) => refundEvent(payment, refund));
  return [...ofPayment, ...ofRefunds, ...Object.values(disputes).flatMap((one) => disputeEvents(payment, one))];
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

const disputeKinds = {
  inquiry: [],
  open: ['dispute.opened'],
  won: ['dispute.opened', 'dispute.won'],
  lost: ['dispute.opened', 'dispute.lost'],
} as const satisfies Readonly<Record<Dispute['status'], readonly EventKind[]>>;

/** An inquiry that was never escalated has moved no money, so it is no event. */
function disputeEvents(payment: Payment, dispute: Dispute): PaymentEvent[] {
  return (dispute.escalated ? disputeKinds[dispute.status] : []).map((kind) => ({
    id: `${payment.id}:${kind}:${dispute.id}`,
    kind,
    payment,
    refund: undefined,
    dispute,
  }));
}
