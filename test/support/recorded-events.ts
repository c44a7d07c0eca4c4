import { eventId, type RecordedEvent } from '../../src/domain/recorded-event.ts';

/** An event that a payment completed, except for what a test says of it. */
export function recordedEvent(but: Partial<RecordedEvent> = {}): RecordedEvent {
  const event = {
    paymentId: 'p1',
    type: 'payment.completed',
    subject: '0',
    at: '2026-11-21T12:00:00.000Z',
    quiet: false,
    lines: [],
    processor: undefined,
    postedAt: undefined,
    ...but,
  };
  return {
    body: JSON.stringify({ type: event.type, timestamp: event.at, data: { event_id: eventId(event) } }),
    ...event,
  };
}
