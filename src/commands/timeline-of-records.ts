import { actorIn } from '../domain/actor.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { eventId } from '../domain/recorded-event.ts';
import { type TimelineEntry, type TimelineFacts, timelineEntry } from '../domain/timeline.ts';
import { kindsInOrder } from '../projections/events.ts';

/** Events of earlier releases have no position: they come before all that have one. */
const noOrder = '';
const kinds: readonly string[] = kindsInOrder;

export const eventEntries = ({ recorded }: TimelineFacts): readonly TimelineEntry[] =>
  recorded.events.map((event) => {
    const isOf = (thing: string) => event.type.startsWith(`${thing}.`);
    return timelineEntry(event.at, event.type, {
      order: eventOrder(event),
      attempt: isOf('payment') ? Number(event.subject) : undefined,
      refundId: isOf('refund') ? event.subject : undefined,
      disputeId: isOf('dispute') ? event.subject : undefined,
      eventId: eventId(event),
      by: event.by,
      lines: event.lines,
      ...detailsOf(event),
    });
  });

/** Events of one change are in the order of their kinds. */
export function eventOrder({ order = noOrder, at, type }: RecordedEvent): string {
  const rank = String(kinds.indexOf(type)).padStart(2, '0');
  return order === noOrder ? ` ${at}#${rank}` : `${order}#${rank}`;
}

/** The part of a body that the entry does not say itself. Its amount is read as text, which keeps all digits. */
function detailsOf({ body }: RecordedEvent): Pick<TimelineEntry, 'amount' | 'details'> {
  const { data } = JSON.parse(body) as { data: Readonly<Record<string, unknown>> };
  const { currency, status, reference, failure_code, evidence_due_by } = data;
  const [, amount] = /"amount":([\d.]+)/.exec(body) ?? [];
  const ofDispute = typeof evidence_due_by === 'string' ? { evidence_due_by } : {};
  return { amount, details: { currency, status, reference, failure_code, ...ofDispute } };
}

export const stepEntries = ({ recorded }: TimelineFacts): readonly TimelineEntry[] =>
  recorded.steps.map(({ at, type, order, attempt, refundId, by, before }) =>
    timelineEntry(at, type, {
      order: `${order}#`,
      attempt: refundId === undefined ? attempt : undefined,
      refundId,
      by,
      details:
        before === undefined
          ? {}
          : {
              lease: before.released ? 'released' : 'expired',
              previous_request_id: before.by === undefined ? null : actorIn(before.by).requestId,
            },
    }),
  );

/** Refunds that were begun before there were steps, or a moment ago. External ones were begun elsewhere. */
export function refundEntries({ payment, recorded }: TimelineFacts): readonly TimelineEntry[] {
  const known = new Set(recorded.steps.filter(({ type }) => type === 'refund.begun').map(({ refundId }) => refundId));
  return Object.values(payment.refunds)
    .filter(({ id, externalReference }) => !known.has(id) && externalReference === undefined)
    .map(({ id, createdAt, lease }) => timelineEntry(createdAt, 'refund.begun', { refundId: id, by: lease?.by }));
}
