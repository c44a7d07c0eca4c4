import type { Answered, Outgoing } from './http-call.ts';
import type { Secrets } from './secrets.ts';
import type { Send } from './send.ts';

/**
 * All that one invocation takes from outside itself. Whoever passes another one in decides the time, the ids and
 * every fault: the fault simulator depends on nothing else being reached for.
 */
export type Io = Readonly<{
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A new random UUID. */
  newId: () => string;
  /** From 0 up to 1. */
  random: () => number;
  /** Never ends once it is aborted: whoever aborts it waits for something else by then. */
  sleep: (ms: number, aborted?: AbortSignal) => Promise<void>;
  /** Milliseconds until this invocation is cut off. */
  remaining: () => number;
  /** One call to DynamoDB. */
  send: Send;
  /** One HTTP request to another service. */
  call: (url: string, request: Outgoing) => Promise<Answered>;
  /** The same as the web has it, for the RPC client of the requestor mock, which is made for that. */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** In the place of Secrets Manager; nothing on Lambda, so that only what charges has it in its code. */
  secrets?: Secrets;
  /** What a request's client calls that which it belongs to: for the log, and for services that are called in its course. */
  correlationId?: string | undefined;
  /** What a handler gets in the place of a need of that name; nothing on Lambda. The simulator's processor comes so. */
  instead?: Readonly<Record<string, (io: Io) => unknown>>;
}>;
