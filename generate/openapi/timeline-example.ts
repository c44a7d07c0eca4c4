import { timelineOf } from '../../src/commands/payment-timeline.ts';
import { recordOf } from '../../src/contracts/event.ts';
import { presentTimeline } from '../../src/contracts/timeline.ts';
import { afterAttempt } from '../../src/domain/delivery-schedule.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { eventId } from '../../src/domain/recorded-event.ts';
import { newDelivery } from '../../src/domain/webhook-delivery.ts';
import { eventsOf } from '../../src/projections/events.ts';

/** The timeline of a payment that one client made and refunded. */
export function timelineExample(payment: Payment): object {
  const events = eventsOf(undefined, payment).map((event) => ({
    ...recordOf(event),
    order: event.refund === undefined ? '1' : '2',
    by: 'checkout c6af9ac6-7b61-11e6-9a41-93e8deadbeef order-7',
  }));
  const deliveries = events.slice(-1).map(({ at, type, ...event }) => {
    const delivery = newDelivery('notification-service', { id: eventId({ ...event, type }), type, at });
    const answer = { kind: 'answered', status: 204, retryAfterMs: undefined } as const;
    return afterAttempt(delivery, { answer, now: Date.parse(at) + 1_000, random: 0 });
  });
  return presentTimeline(timelineOf({ payment, recorded: { events, steps: [] }, deliveries, unread: 0 }));
}
