export type CommandName = 'pay' | 'capture' | 'cancel' | 'refund';

/** A request as it is sent, so that it can be sent again after a crash. */
export type StoredRequest = Readonly<{
  command: CommandName;
  /** Your name of the purchase or refund. Each command has its own names. */
  intent: string;
  key: string;
  path: string;
  /** JSON. */
  body?: string;
}>;

/**
 * Keeps the idempotency key of every intent. Requests must never be forgotten, because an intent without a key gets a new
 * one, and is charged again.
 */
export type KeyStore = Readonly<{
  /**
   * Stores a request durably unless its intent has one, and resolves with the one that is stored. Atomic: of two at the same
   * time, both resolve with the same request. Nothing is sent before it resolves.
   */
  claim: (request: StoredRequest) => Promise<StoredRequest>;
  /** The intent needs no `resume()` any more. Its key is kept. */
  answered: (request: StoredRequest) => Promise<void>;
  /** Requests that may have been sent and are not answered. One that cannot be read keeps none back: throw at the end. */
  unanswered: () => AsyncIterable<StoredRequest>;
}>;

/** Identifies an intent in a store. */
export const intentId = ({ command, intent }: Pick<StoredRequest, 'command' | 'intent'>): string =>
  `${command} ${intent}`;
