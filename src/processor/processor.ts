import type { Outcome, Payment } from '../domain/payment.ts';

/** Who moves the money. A decline is an outcome; throwing means that nobody knows. */
export type Processor = Readonly<{
  /** Charges once per key, for ever: a repeated key gets the first outcome, a decline too. */
  charge: (key: string, payment: Payment, hint: ChargeHint) => Promise<Outcome>;
  /** The outcome of an earlier charge, for when the key may be forgotten. */
  find: (key: string) => Promise<Outcome | undefined>;
}>;

/** `resumed`: an earlier attempt may have charged already, and its answer was lost. */
export type ChargeHint = Readonly<{ resumed: boolean }>;
