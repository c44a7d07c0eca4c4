import { isRefused, type Outcome } from '../domain/outcome.ts';
import { importer, type Payment } from '../domain/payment.ts';
import { type TimelineEntry, type TimelineFacts, timelineEntry } from '../domain/timeline.ts';
import { eventOrder } from './timeline-of-records.ts';

/**
 * Requests to the processor and its answers, as far as the payment keeps them: those of its last attempt. Each stands beside the event
 * that was recorded with it.
 */
export function processorEntries({ payment, recorded }: TimelineFacts): readonly TimelineEntry[] {
  const { intent, generation, createdAt, outcome, decision } = payment;
  if (payment.settledBy === importer) return [];
  const beside = (types: readonly string[], type: string, details: TimelineEntry['details']): TimelineEntry => {
    const event = recorded.events.find((one) => types.includes(one.type) && one.subject === String(generation));
    return timelineEntry(event?.at ?? atOf(payment), type, {
      order: event && `${eventOrder(event)}#`,
      attempt: generation,
      details,
    });
  };
  const opened =
    intent === undefined
      ? []
      : [
          {
            ...beside(['payment.begun'], 'processor.opened', {
              processor: intent.processor,
              account: intent.account,
              intent_id: intent.id,
            }),
            at: createdAt,
          },
        ];
  const isPending = outcome?.status === 'pending';
  const first = isPending ? [beside(['payment.pending'], 'processor.answered', answerOf(outcome))] : [];
  const decided =
    decision === undefined || isRefused(decision) ? [] : [beside(decisions, 'processor.answered', answerOf(decision))];
  return [...opened, ...first, ...decided];
}

const decisions = ['payment.authorized', 'payment.completed', 'payment.failed'];

/** The stream has not told of it yet. */
const atOf = ({ authorizedAt, settledAt, createdAt }: Payment): string => authorizedAt ?? settledAt ?? createdAt;

function answerOf(outcome: Outcome): TimelineEntry['details'] {
  switch (outcome.status) {
    case 'pending':
      return { answer: 'pending', next_action: outcome.action?.type ?? null };
    case 'failed':
      return { answer: 'failed', failure_code: outcome.failureCode, raw_code: outcome.rawCode ?? null };
    case 'authorized':
    case 'completed':
      return { answer: outcome.status, reference: outcome.reference };
  }
}
