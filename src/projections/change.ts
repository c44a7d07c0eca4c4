import type { Payment } from '../domain/payment.ts';

/** A change of a payment as the stream tells it: at least once, and in order for each payment. */
export type Change = Readonly<{
  /** The record's number in its shard, by which a batch says how far it came. */
  sequence: string;
  /** When it was written (ms since the epoch, to the second). */
  at: number;
  before: Payment | undefined;
  after: Payment;
}>;

/** A record of the stream that is no payment we can read: a bug, and no reason to hold up those behind it. */
export type Unreadable = Readonly<{
  sequence: string;
  /** The stream's own id of the record. */
  recordId: string;
  itemId: string;
  /** Names of what is wrong, never values. */
  reason: string;
}>;

/** What one invocation gets of the stream. */
export type Batch = Readonly<{ changes: readonly Change[]; unreadable: readonly Unreadable[] }>;
