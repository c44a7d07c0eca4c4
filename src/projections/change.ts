import type { Payment } from '../domain/payment.ts';

/** A change of a payment from the stream. Delivered at least once, and in order per payment. */
export type Change = Readonly<{
  /** The record's sequence number, which increases within a shard. */
  sequence: string;
  /** Time of the write in ms since the epoch. DynamoDB reports it to the second. */
  at: number;
  before: Payment | undefined;
  after: Payment;
}>;

/** A poison record: an item that cannot be read as a payment. It is parked so that it does not block the records behind it. */
export type Unreadable = Readonly<{
  sequence: string;
  recordId: string;
  itemId: string;
  /** Names of invalid attributes, never values: it goes to the log. */
  reason: string;
}>;

/** The records of one invocation. */
export type Batch = Readonly<{ changes: readonly Change[]; unreadable: readonly Unreadable[] }>;
