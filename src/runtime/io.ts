import type { ActorText } from '../domain/actor.ts';
import type { IncomingResponse, OutgoingRequest } from './http-call.ts';
import type { Secrets } from './secrets.ts';
import type { Send } from './send.ts';
import type { InvocationTrace, Tracing } from './trace.ts';

/**
 * All side effects of an invocation. Code must not access time, randomness or the network in any other way: the fault
 * simulator and tests control them through this type.
 */
export type Io = Readonly<{
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A new random UUID. */
  newId: () => string;
  /** In [0, 1). */
  random: () => number;
  /** If aborted, the promise stays pending forever. */
  sleep: (ms: number, aborted?: AbortSignal) => Promise<void>;
  /** Milliseconds until the time-out of this invocation. */
  remaining: () => number;
  /** One call to DynamoDB. */
  send: Send;
  /** One HTTP request to another service. */
  call: (url: string, request: OutgoingRequest) => Promise<IncomingResponse>;
  /** Web-standard fetch, which the RPC client of the requestor mock needs. */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Replaces Secrets Manager in tests. Never set on Lambda, so that only functions that charge bundle its client. */
  secrets?: Secrets;
  /** The client's correlation id, for the log and for requests to other services. */
  correlationId?: string | undefined;
  /** The client or worker that this invocation works for. Leases carry it. */
  actor?: ActorText | undefined;
  /** Records traces. Undefined unless the stage is traced. */
  tracing?: Tracing | undefined;
  /** The trace of the request that this invocation answers. */
  trace?: InvocationTrace | undefined;
  /** The traces that the records of this invocation were written in, by their `traceparent`. */
  traces?: ReadonlyMap<string, InvocationTrace> | undefined;
}>;
