import type { ActorText } from './actor.ts';

/** An event of a payment as the events table keeps it. It is written once, with the counters that it raises, and never changes. */
export type RecordedEvent = Readonly<{
  paymentId: string;
  /** Such as `payment.completed`. A release may find kinds here that only a later one knows. */
  type: string;
  /** The order's attempt, or the refund's id: with payment and type, it makes the event unique. */
  subject: string;
  /** When it happened (ISO instant), by the payment's own record. */
  at: string;
  /** The body of its webhook, byte for byte. */
  body: string;
  /** It happened elsewhere and came by import or seed: it is listed, but sent to nobody. */
  quiet: boolean;
  /** Position among all changes of the payment. Undefined for events of earlier releases, and for those that were filled in. */
  order?: string | undefined;
  by?: ActorText | undefined;
}>;

/** The public id of an event, which is the same however often the stream delivers its record. */
export const eventId = ({ paymentId, type, subject }: Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'>): string =>
  `${paymentId}:${type}:${subject}`;

/** Splits an event's public id into its parts; undefined if the text cannot be one. */
export function namedEvent(id: string): Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'> | undefined {
  const [, paymentId, type, subject] = /^([\w-]{1,64}):([a-z]+\.[a-z_]+):([\w-]{1,64})$/.exec(id) ?? [];
  if (paymentId === undefined || type === undefined || subject === undefined) return undefined;
  return { paymentId, type, subject };
}
