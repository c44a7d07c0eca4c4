import type { ActorText } from './actor.ts';
import type { Line } from './ledger.ts';

/** An event as the events table keeps it. It is written once, with what changes by it, and never changes. */
export type RecordedEvent = Readonly<{
  /** The payment that it is of; the endpoint, if it is about webhooks (see `webhookFailureTypes`). */
  paymentId: string;
  /** Such as `payment.completed`. A release may find kinds here that only a later one knows. */
  type: string;
  /** The order's attempt, or the refund's id, for example: with payment and type, it makes the event unique. */
  subject: string;
  /** When it happened (ISO instant), by the payment's own record. */
  at: string;
  /** The body of its webhook, byte for byte. */
  body: string;
  /** It happened elsewhere and came by import or seed: it is listed, but sent to nobody. */
  quiet: boolean;
  /** Its ledger lines, which sum to zero in each currency. */
  lines: readonly Line[];
  /** Name of the processor whose balance it changes, if it does. */
  processor: string | undefined;
  /** The payment's name in that processor's reports, if its reference is another: see `importedIntentId`. */
  intentId?: string | undefined;
  /** When it was recorded (ISO instant), if that was too late for the day on which it happened: see `lateSince`. */
  postedAt: string | undefined;
  /** Position among all changes of the payment. Undefined for events of earlier releases, and for those that were filled in. */
  order?: string | undefined;
  by?: ActorText | undefined;
}>;

/** The public id of an event, which is the same however often the stream delivers its record. */
export const eventId = ({ paymentId, type, subject }: Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'>): string =>
  `${paymentId}:${type}:${subject}`;

/**
 * Splits an event's public id into its parts; undefined if the text cannot be one. A subject may be the id of a dispute, which is
 * the processor's and has whatever characters it likes, colons as well.
 */
export function namedEvent(id: string): Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'> | undefined {
  const [, paymentId, type, subject] = /^([\w-]{1,64}):([a-z]+\.[a-z_]+):([\x21-\x7e]{1,255})$/.exec(id) ?? [];
  if (paymentId === undefined || type === undefined || subject === undefined) return undefined;
  return { paymentId, type, subject };
}

const dayMs = 86_400_000;

export const dayOf = (instant: string): string => instant.slice(0, 10);
export const dayAt = (now: number): string => dayOf(new Date(now).toISOString());

/**
 * A day is sealed two days later, and nothing is dated into it from the day before that. What comes later is posted to the
 * present day and keeps its `at`. Undefined for an event that is in time.
 */
export const lateSince = (at: string, now: number): string | undefined =>
  dayOf(at) < dayAt(now - dayMs) ? new Date(now).toISOString() : undefined;
