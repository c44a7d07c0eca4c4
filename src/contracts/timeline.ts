import { type ActorText, actorIn } from '../domain/actor.ts';
import type { Payment } from '../domain/payment.ts';
import type { TimelineEntry } from '../domain/timeline.ts';
import { presentLine } from './ledger.ts';
import { amountOfText, idNumber } from './numbers.ts';

type TimelineParts = Readonly<{
  payment: Payment;
  entries: readonly TimelineEntry[];
  omitted: number;
  unread: number;
}>;

/** A payment's timeline as JSON, the oldest entry first. */
export const presentTimeline = ({ payment, entries, omitted, unread }: TimelineParts): object => ({
  payment_id: idNumber(payment.id),
  entries: entries.map(presentEntry),
  count: entries.length,
  omitted,
  events_without_deliveries: unread,
  polls: payment.polls ?? 0,
  next_poll_at: payment.dueAt ?? null,
});

const presentEntry = ({
  at,
  type,
  attempt,
  refundId,
  disputeId,
  eventId,
  by,
  amount,
  lines,
  details,
}: TimelineEntry) => ({
  at,
  type,
  attempt: attempt ?? null,
  refund_id: refundId ?? null,
  dispute_id: disputeId ?? null,
  event_id: eventId ?? null,
  by: by === undefined ? null : presentActor(by),
  details: {
    ...(amount !== undefined && { amount: amountOfText(amount) }),
    ...details,
    ...(lines.length > 0 && { lines: lines.map(presentLine) }),
  },
});

function presentActor(text: ActorText) {
  const { caller, requestId, correlationId } = actorIn(text);
  return { caller, request_id: requestId, correlation_id: correlationId ?? null };
}
