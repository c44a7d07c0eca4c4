import type { Money } from '../domain/money.ts';
import type { Outcome, Payment } from '../domain/payment.ts';

export type RefundOutcome = Readonly<{ status: 'completed' | 'failed' }>;

/** `resumed`: an earlier attempt may have got through, and its answer was lost. */
export type Hint = Readonly<{ resumed: boolean }>;

/**
 * Who moves the money. Each command is done once per key, for ever: a repeated key gets the first outcome, a refusal
 * too. A refusal is an outcome; throwing means that nobody knows.
 */
export type Processor = Readonly<{
  charge: (key: string, payment: Payment, hint: Hint) => Promise<Outcome>;
  /** The outcome of an earlier charge, for when its key may be forgotten. */
  find: (key: string) => Promise<Outcome | undefined>;
  /** Takes the money that was authorized. */
  capture: (key: string, payment: Payment) => Promise<void>;
  /** Lets go of the money that was authorized. */
  cancel: (key: string, payment: Payment) => Promise<void>;
  refund: (key: string, payment: Payment, amount: Money, hint: Hint) => Promise<RefundOutcome>;
  findRefund: (key: string) => Promise<RefundOutcome | undefined>;
}>;
