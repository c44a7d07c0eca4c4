import type { Io } from './io.ts';

/** Ids of what a request without an idempotency key makes. */
export type Made = Readonly<{ payment_id: string; refund_id?: string }>;

/** By the invocation's `io`, because a request that runs out of time is refused outside its handler. */
const keyless = new WeakMap<Io, Made>();

/** Notes what a request without an idempotency key makes, so that a client can look it up after a fault. */
export const noteKeyless = (io: Io, made: Made): void => {
  keyless.set(io, made);
};

/** The note of an invocation, if its request has no key. */
export const madeWithoutKey = (io: Io): Made | undefined => keyless.get(io);
