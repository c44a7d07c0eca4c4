import type { Io } from './io.ts';

/** Ids that a request without an idempotency key creates. */
export type KeylessIds = Readonly<{ payment_id: string; refund_id?: string }>;

/** Keyed by the invocation's `io`, because the refusal of a request that runs out of time is made outside its handler. */
const keyless = new WeakMap<Io, KeylessIds>();

/** Records the ids of a request without an idempotency key, so that its client can look them up after a fault. */
export const noteKeyless = (io: Io, ids: KeylessIds): void => {
  keyless.set(io, ids);
};

/** The recorded ids of an invocation; undefined if its request has a key or creates nothing. */
export const keylessIdsOf = (io: Io): KeylessIds | undefined => keyless.get(io);
