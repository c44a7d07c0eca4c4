import { isSuccess } from '../domain/delivery-schedule.ts';
import type { WebhookEvent } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import { breakerOf } from '../webhooks/breakers.ts';
import { eventBusId } from '../webhooks/built-in-endpoints.ts';
import type { EventBus } from '../webhooks/event-bus.ts';
import { type AttemptResult, reserveMs } from './delivery-attempt.ts';

/** Puts at most ten events on the bus in one request, which is one attempt at each. Results are in the order of the events. */
export async function putOnBus(
  events: readonly WebhookEvent[],
  { eventBus, io }: Readonly<{ eventBus: EventBus; io: Pick<Io, 'now' | 'remaining'> }>,
): Promise<readonly AttemptResult[]> {
  if (events.length === 0) return [];
  if (io.remaining() < reserveMs) return events.map(() => ({ kind: 'out of time' }));
  const breaker = breakerOf(eventBus.call, eventBusId);
  const admission = breaker.admit(io.now());
  if (admission.kind === 'refused') return events.map(() => admission);
  const answers = await eventBus.put(events);
  // A bus that takes some of the events is there: the others were throttled.
  if (answers.some(isSuccess)) breaker.succeeded();
  else breaker.failed(io.now());
  return answers.map((answer) => ({ kind: 'answered', answer }));
}
