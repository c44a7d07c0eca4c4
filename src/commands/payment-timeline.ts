import type { Payment } from '../domain/payment.ts';
import { merged, type TimelineEntry, type TimelineFacts } from '../domain/timeline.ts';
import type { Events } from '../store/events.ts';
import type { Payments } from '../store/payments.ts';
import { findPayment } from './find-payment.ts';
import { processorEntries } from './timeline-of-processor.ts';
import { eventEntries, refundEntries, stepEntries } from './timeline-of-records.ts';

/** Each tells one kind of entries. Deliveries and ledger lines would be one more each, with what they read in the facts. */
const sources: readonly ((facts: TimelineFacts) => readonly TimelineEntry[])[] = [
  eventEntries,
  stepEntries,
  refundEntries,
  processorEntries,
];

/** An answer of this many entries is about 400 KB. */
const mostEntries = 1_000;

export type PaymentTimeline = Readonly<{
  payment: Payment;
  /** The newest ones, the oldest of them first. */
  entries: readonly TimelineEntry[];
  /** How many older ones are left out. */
  omitted: number;
}>;

/** The timeline of a payment. Its events and steps follow the payment within seconds. */
export async function paymentTimeline(
  id: string | undefined,
  { payments, events }: Readonly<{ payments: Payments; events: Events }>,
): Promise<PaymentTimeline> {
  const payment = await findPayment(payments, id);
  return timelineOf({ payment, recorded: await events.historyOf(payment.id) });
}

export function timelineOf(facts: TimelineFacts): PaymentTimeline {
  const entries = merged(sources.flatMap((source) => source(facts)));
  const omitted = Math.max(0, entries.length - mostEntries);
  return { payment: facts.payment, entries: entries.slice(omitted), omitted };
}
