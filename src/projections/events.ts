import type { ActorText } from '../domain/actor.ts';
import type { Dispute } from '../domain/dispute.ts';
import { isRefused } from '../domain/outcome.ts';
import { importer, isRefunded, type Payment } from '../domain/payment.ts';
import { eventId } from '../domain/recorded-event.ts';
import type { Refund } from '../domain/refund-states.ts';
import type { Status } from '../domain/status.ts';

/** All kinds, in the order in which one change can bring them about. */
export const kindsInOrder = [
  'payment.begun',
  /** Its processor works on it, or its customer has to act. */
  'payment.pending',
  'payment.authorized',
  'payment.completed',
  'payment.failed',
  /** The trip or order was already paid, so nothing was charged. */
  'payment.refused',
  'payment.captured',
  'payment.cancelled',
  'refund.completed',
  'refund.failed',
  /** Its money came back after it had succeeded. */
  'refund.reversed',
  /** Fully refunded. */
  'payment.refunded',
  /** It went beyond an inquiry: the processor took its amount back. */
  'dispute.opened',
  'dispute.won',
  'dispute.lost',
] as const;
export type EventKind = (typeof kindsInOrder)[number];

export type PaymentEvent = Readonly<{
  /** Derived from payment, kind and generation, so it stays the same when the stream delivers a record again. */
  id: string;
  kind: EventKind;
  /** The order's attempt, or the id of the refund or the dispute. */
  subject: string;
  payment: Payment;
  refund: Refund | undefined;
  dispute?: Dispute | undefined;
  /** It happened elsewhere and came by import or seed: that is no news. */
  isQuiet: boolean;
  /** The change that it was found in: its position among those of the payment, and whoever made it. */
  written?: Readonly<{ order: string; by: ActorText | undefined }>;
}>;

/** The events between two images of a payment: those in the history of the second that the first does not have. */
export function eventsOf(before: Payment | undefined, after: Payment): PaymentEvent[] {
  const known = new Set(before && historyOf(before).map(({ id }) => id));
  // An import may also bring a later attempt of an order whose payment failed here.
  const isNew = before === undefined || before.generation < after.generation;
  const isImport = isNew && after.settledBy === importer;
  return historyOf(after, isImport).filter(({ id }) => !known.has(id));
}

type About = Readonly<{ refund?: Refund; dispute?: Dispute }>;

/** All events of a payment in its current generation. */
function historyOf(payment: Payment, isImport = false): PaymentEvent[] {
  const { id, generation, refunds, disputes } = payment;
  const event = (kind: EventKind, subject: string, { refund, dispute }: About = {}): PaymentEvent => ({
    id: eventId({ paymentId: id, type: kind, subject }),
    kind,
    subject,
    payment,
    refund,
    dispute,
    isQuiet: isImport && !isOfRefundHere(kind, payment, refund),
  });
  const ofPayment = kindsOf(payment).map((kind) => event(kind, String(generation)));
  const ofRefunds = Object.values(refunds).flatMap((refund) =>
    refundKinds[refund.status].map((kind) => event(kind, refund.id, { refund })),
  );
  const ofDisputes = Object.values(disputes).flatMap((dispute) =>
    disputeKindsOf(dispute).map((kind) => event(kind, dispute.id, { dispute })),
  );
  return [...ofPayment, ...ofRefunds, ...ofDisputes];
}

/**
 * Whether an event of an imported payment is of a refund that this service made or saw made. A payment does not keep when it was
 * imported, nor whoever captured it or saw a dispute, so their events are taken for imported ones if they are found late.
 */
function isOfRefundHere(kind: EventKind, { refunds }: Payment, refund: Refund | undefined): boolean {
  const isHere = (one: Refund) => one.status !== 'processing' && one.settledBy !== importer;
  if (kind !== 'payment.refunded') return refund !== undefined && isHere(refund);
  return Object.values(refunds).some((one) => one.status === 'completed' && isHere(one));
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

const disputeKinds = {
  inquiry: [],
  open: ['dispute.opened'],
  won: ['dispute.opened', 'dispute.won'],
  lost: ['dispute.opened', 'dispute.lost'],
} as const satisfies Readonly<Record<Dispute['status'], readonly EventKind[]>>;

/** An inquiry that was never escalated has moved no money, so it is no event. */
const disputeKindsOf = ({ escalated, status }: Dispute): readonly EventKind[] =>
  escalated ? disputeKinds[status] : [];
