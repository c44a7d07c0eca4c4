import type { ObservedDispute } from '../domain/dispute.ts';
import type { ListedRefund } from '../domain/external-refund.ts';
import type { Intent, NextAction } from '../domain/intent.ts';
import type { Money } from '../domain/money.ts';
import type { FailureCode } from '../domain/outcome.ts';
import type { Method } from '../domain/payment-fields.ts';
import type { Abilities } from './abilities.ts';
import type { EventList, ProcessorEvent, ReceivedEvent } from './events.ts';

export type { ObservedDispute } from '../domain/dispute.ts';
export type { ListedRefund } from '../domain/external-refund.ts';
export type { Intent, NextAction } from '../domain/intent.ts';
export type { ListedEvent } from './events.ts';

/** Everything a processor is told about a payment. The same for every attempt of one generation. */
export type Charge = Readonly<{
  /** Sent along as metadata, so that everything at the processor leads back to its payment. */
  paymentId: string;
  generation: number;
  amount: Money;
  method: Method;
  /** The processor's token of what is charged; undefined if the customer chooses it in a browser. */
  token: string | undefined;
  captureLater: boolean;
  /** The contract can express that the customer has to act (3-D Secure). If it cannot, such a need is a decline. */
  mayAskCustomer: boolean;
  /** The processor's id of a customer whose saved payment method is charged. */
  customer: string | undefined;
  /** The customer is not there to confirm anything. */
  offSession: boolean;
  /** URL of the customer's browser after a redirect. */
  returnUrl: string | undefined;
  statementDescriptor: string | undefined;
  metadata: Readonly<Record<string, string>>;
}>;

/**
 * The state of an intent at the processor, as of now. `authorized`, `captured` and `dead` are firm. `refused` is not: the
 * customer may still pay a refused intent until it is fenced.
 */
export type Observation =
  /** Nothing was executed, and nothing will be unless `execute` is called. */
  | Readonly<{ state: 'ready' }>
  /** The customer has to act. */
  | Readonly<{ state: 'customer'; action: NextAction }>
  /** The processor works on it: seconds, or days for a bank debit. */
  | Readonly<{ state: 'working' }>
  /** `until`: when the authorization expires (ISO instant), if the processor says so. */
  | Readonly<{ state: 'authorized'; capturable: Money; reference: string; until: string | undefined }>
  | Readonly<{ state: 'captured'; captured: Money; reference: string; fee: Money | undefined }>
  /** `raw` is the processor's own code. */
  | Readonly<{ state: 'refused'; code: FailureCode; raw: string }>
  | Readonly<{ state: 'dead'; code: FailureCode; raw: string }>;

export type RefundObservation =
  | Readonly<{ state: 'absent' }>
  /** `reference` is the processor's id of the refund. */
  | Readonly<{ state: 'working' | 'returned'; reference: string }>
  | Readonly<{ state: 'failed'; raw: string }>;

/** The money that a dispute or a refund can be about, and when it was taken. */
export type Captured = Readonly<{ amount: Money; at: string }>;

/** A refund to be sent. `attempt` is part of the key: it is raised only after a look found no refund under the one before. */
export type RefundRequest = Readonly<{
  id: string;
  attempt: number;
  amount: Money;
  /** The processor's id, once it is known. Never sent; by this a refund is found even if its metadata was removed there. */
  reference?: string | undefined;
}>;

/**
 * Kinds of failed calls. Everything else that is thrown counts as `unknown`.
 * - `unknown`: it may have been done. Observe; never decide, never go to another processor.
 * - `not_sent`: certainly not done (no connection).
 * - `limited`: certainly not done by this request (rate limit, or another request uses the key).
 * - `wrong_state`: the intent is not in a state for that. Observe.
 * - `contradiction`: one key was used for two requests. A bug, or an old key with changed parameters.
 * - `misconfigured`: wrong key, account or permission. Nothing will work before a person mends it.
 */
export type Trouble = 'unknown' | 'not_sent' | 'limited' | 'wrong_state' | 'contradiction' | 'misconfigured';

export class ProcessorTrouble extends Error {
  override readonly name: string = 'ProcessorTrouble';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/**
 * A state, an amount or a currency that this release cannot explain. Handled as `unknown`, so nothing is decided by it; but
 * asking again will not help, so it is counted, and an alarm calls a person.
 */
export class UnexplainedAnswer extends ProcessorTrouble {
  override readonly name = 'UnexplainedAnswer';

  constructor(message: string) {
    super('unknown', message);
  }
}

/**
 * A payment processor. No call relies on a promise that a key is remembered: the state of the intent decides, and every
 * call may be repeated. Throws ProcessorTrouble.
 */
export type Processor = Readonly<{
  name: string;
  can: Abilities;
  /**
   * Creates an intent. Moves no money; repeated, it leaves at worst an orphan that nobody can pay. Throws a Refusal for a
   * payment that this processor never takes: its amount, currency, method or token is for the client to change.
   */
  open: (key: string, charge: Charge) => Promise<Intent>;
  /** Throws a Refusal for an amount that the processor cannot be sent. Undefined if it can be sent all. */
  sendable?: ((amount: Money) => void) | undefined;
  /** Takes or reserves the money of a claimed intent. */
  execute: (intent: Intent, charge: Charge) => Promise<Observation>;
  observe: (intent: Intent, charge: Charge) => Promise<Observation>;
  /**
   * Makes the intent unpayable. Resolves with `dead`, with `captured` if the money was taken before, or with `working` if the
   * processor cannot stop what it works on: the payment has to wait then.
   */
  fence: (intent: Intent, charge: Charge) => Promise<Observation>;
  /**
   * Takes an authorized amount, or less. Resolves with `authorized` if that was refused for good, and rejects with `wrong_state` only if the
   * intent is not authorized any more.
   */
  capture: (intent: Intent, charge: Charge, amount: Money) => Promise<Observation>;
  refund: (intent: Intent, charge: Charge, refund: RefundRequest) => Promise<RefundObservation>;
  /** Looks through all refunds of the intent for this one. */
  observeRefund: (intent: Intent, charge: Charge, refund: RefundRequest) => Promise<RefundObservation>;
  /**
   * The same of several, in their order, by one look: a payment may have a hundred, and a processor counts requests. Undefined if
   * each is looked for by itself.
   */
  observeRefunds?:
    | ((intent: Intent, charge: Charge, refunds: readonly RefundRequest[]) => Promise<readonly RefundObservation[]>)
    | undefined;
  /**
   * Looks for all refunds of a captured intent that did not fail: those that somebody else made, and those of ours that may have been
   * lost here, each with `ownId`. Undefined if nobody else can make any.
   */
  listRefunds?: ((intent: Intent, charge: Charge, captured: Captured) => Promise<readonly ListedRefund[]>) | undefined;
  /**
   * Reads all disputes of a captured intent, as they are now: an event's name says nothing of how one stands. Undefined if the
   * processor has none, and in functions that read no events.
   */
  observeDisputes?:
    | ((intent: Intent, charge: Charge, captured: Captured) => Promise<readonly ObservedDispute[]>)
    | undefined;
  /** For a browser to confirm the payment with. Undefined if the processor has no such thing. */
  clientSecret: ((intent: Intent) => Promise<string>) | undefined;
  /**
   * Events since an instant (ms since the epoch) that nothing would be polled for: all of them, or the oldest. Undefined if the
   * processor has no such list.
   */
  listEvents?: ((since: number) => Promise<EventList>) | undefined;
  /** Checks and reads an event that claims to be this processor's. Undefined if it sends none. */
  readEvent?: ((event: ReceivedEvent) => Promise<ProcessorEvent>) | undefined;
}>;
