import type { ActorText } from './actor.ts';
import type { Line } from './ledger.ts';
import type { Payment } from './payment.ts';
import type { PaymentStep } from './payment-step.ts';
import type { RecordedEvent } from './recorded-event.ts';
import type { Delivery } from './webhook-delivery.ts';

/** The recorded events and steps of a payment. */
export type PaymentHistory = Readonly<{ events: readonly RecordedEvent[]; steps: readonly PaymentStep[] }>;

/** The input of all sources of a timeline: read once, by two queries and known keys. */
export type TimelineFacts = Readonly<{
  payment: Payment;
  recorded: PaymentHistory;
  deliveries: readonly Delivery[];
  /** Number of older events whose deliveries were not read. */
  unread: number;
}>;

/** Something that happened to a payment, as one source tells it. */
export type TimelineEntry = Readonly<{
  /** ISO instant. */
  at: string;
  type: string;
  /** Position among the recorded changes of the payment; undefined for what its source dates alone. */
  order: string | undefined;
  attempt: number | undefined;
  refundId: string | undefined;
  disputeId: string | undefined;
  eventId: string | undefined;
  by: ActorText | undefined;
  /** Amount as text, with all digits of the payment's currency. */
  amount: string | undefined;
  /** Lines that the ledger got with the event. */
  lines: readonly Line[];
  /** As it is shown. */
  details: Readonly<Record<string, unknown>>;
}>;

/** An entry that is dated alone, except for what its source says of it. */
export const timelineEntry = (at: string, type: string, but: Partial<TimelineEntry> = {}): TimelineEntry => ({
  at,
  type,
  order: undefined,
  attempt: undefined,
  refundId: undefined,
  disputeId: undefined,
  eventId: undefined,
  by: undefined,
  amount: undefined,
  lines: [],
  details: {},
  ...but,
});

/**
 * Merges the entries of all sources, the oldest first. Recorded changes keep the order in which they were written, because the
 * clocks of two workers may differ; all others go where their instants lead.
 */
export function merged(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const sorted = (some: readonly TimelineEntry[], key: (entry: TimelineEntry) => string) =>
    some.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
  const result = sorted(
    entries.filter(({ order }) => order !== undefined),
    ({ order }) => order ?? '',
  );
  const dated = sorted(
    entries.filter(({ order }) => order === undefined),
    ({ at }) => at,
  );
  let from = 0;
  for (const entry of dated) {
    const next = result.findIndex(({ at }, index) => index >= from && at > entry.at);
    const place = next === -1 ? result.length : next;
    result.splice(place, 0, entry);
    from = place + 1;
  }
  return result;
}
