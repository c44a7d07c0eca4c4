import type { Payment } from '../domain/payment.ts';
import { merged, type TimelineEntry, type TimelineFacts } from '../domain/timeline.ts';
import type { Events } from '../store/events.ts';
import type { Payments } from '../store/payments.ts';
import { findPayment } from './find-payment.ts';
import { type DeliveryServices, deliveriesOf, deliveryEntries } from './timeline-of-deliveries.ts';
import { processorEntries } from './timeline-of-processor.ts';
import { eventEntries, refundEntries, stepEntries } from './timeline-of-records.ts';

/** Each tells one kind of entries. Ledger lines are in the entries of their events. */
const sources: readonly ((facts: TimelineFacts) => readonly TimelineEntry[])[] = [
  eventEntries,
  stepEntries,
  refundEntries,
  processorEntries,
  deliveryEntries,
];

/** An answer of this many entries is about 400 KB. */
const mostEntries = 1_000;

export type PaymentTimeline = Readonly<{
  payment: Payment;
  /** The newest ones, the oldest of them first. */
  entries: readonly TimelineEntry[];
  /** How many older ones are left out. */
  omitted: number;
  /** Number of older events whose deliveries are left out. */
  unread: number;
}>;

/** The timeline of a payment. Its events and steps follow the payment within seconds. */
export async function paymentTimeline(
  id: string | undefined,
  { payments, events, ...services }: Readonly<{ payments: Payments; events: Events }> & DeliveryServices,
): Promise<PaymentTimeline> {
  const payment = await findPayment(payments, id);
  const recorded = await events.historyOf(payment.id);
  return timelineOf({ payment, recorded, ...(await deliveriesOf(recorded.events, services)) });
}

export function timelineOf(facts: TimelineFacts): PaymentTimeline {
  const entries = merged(sources.flatMap((source) => source(facts)));
  const omitted = Math.max(0, entries.length - mostEntries);
  return { payment: facts.payment, entries: entries.slice(omitted), omitted, unread: facts.unread };
}
