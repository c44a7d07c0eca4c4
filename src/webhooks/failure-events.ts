import { presentAnswer } from '../contracts/webhook-deliveries.ts';
import { eventId, type RecordedEvent } from '../domain/recorded-event.ts';
import { failureKey, type WebhookFailure } from '../domain/webhook-failure.ts';

/** The event of a failure as it is recorded: no money moves, and no payment changes by it. */
export function recordOfFailure(failure: WebhookFailure): RecordedEvent {
  const key = failureKey(failure);
  const { type, at } = failure;
  const data = { event_id: eventId(key), ...presentFailure(failure) };
  return {
    ...key,
    at,
    body: JSON.stringify({ type, timestamp: at, data }),
    quiet: false,
    lines: [],
    processor: undefined,
    postedAt: undefined,
  };
}

function presentFailure(failure: WebhookFailure) {
  if (failure.type === 'endpoint.disabled') {
    const { endpoint, reason } = failure;
    const { failingSince } = endpoint;
    return {
      endpoint_id: endpoint.id,
      disabled_reason: reason,
      failing_since: failingSince === undefined ? null : new Date(failingSince).toISOString(),
    };
  }
  const { delivery, reason } = failure;
  return {
    endpoint_id: delivery.endpointId,
    undelivered_event_id: delivery.event.id,
    undelivered_event_type: delivery.event.type,
    dead_reason: reason,
    attempts: delivery.attempts,
    ...presentAnswer(delivery.last?.answer),
  };
}
