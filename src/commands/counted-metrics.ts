import type { EventKind, PaymentEvent } from '../projections/events.ts';
import type { Metrics } from '../runtime/embedded-metrics.ts';

/** Sums of counted events: payments that took money, payments that were declined, refunds, and disputes that were opened. */
export function metricsOfEvents(events: readonly PaymentEvent[]): Metrics {
  const counted = (...kinds: readonly EventKind[]) =>
    events.filter(({ kind }) => kinds.includes(kind)).length || undefined;
  return {
    charges: counted('payment.completed', 'payment.captured'),
    declines: counted('payment.failed'),
    refunds: counted('refund.completed'),
    disputes: counted('dispute.opened'),
  };
}
