import type { Closing } from './status.ts';

/**
 * A use of an idempotency key that its own id does not lead to. A key that made a payment, user or order is found by the
 * id derived from it; one that refunded, captured or cancelled a payment, or paid an order, is kept as this.
 */
export type KeyUse = Readonly<
  | { kind: 'refund'; paymentId: string; refundId: string }
  /** The order is the identity, so its payment may have been made by another request: the fingerprint tells. */
  | { kind: 'order payment'; paymentId: string; fingerprint: string }
  | { kind: Closing; paymentId: string }
>;

/** The first use of a key, and whether it was used for anything else after that. */
export type KeyUses = Readonly<{ first: KeyUse; others: boolean }>;
