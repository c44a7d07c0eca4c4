import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../io.ts';
import { refusalOf, statusOf } from './problems.ts';

type Made = Readonly<{ payment_id: string; refund_id?: string }>;

/** By the invocation's `io`, because a request that runs out of time is refused outside its handler. */
const keyless = new WeakMap<Io, Made>();

/** Notes what a request without an idempotency key makes, so that a client can look it up after a fault. */
export const noteKeyless = (io: Io, made: Made): void => {
  keyless.set(io, made);
};

/** A fault of a request without a key must not promise that a retry is safe: the retry would be a new request. */
export function withoutPromise(error: unknown, io: Io | undefined): unknown {
  const made = io && keyless.get(io);
  const { code, details } = refusalOf(error);
  if (made === undefined || statusOf(code) < 500) return error;
  const what = made.refund_id === undefined ? `payment ${made.payment_id}` : `refund ${made.refund_id}`;
  const message = `it is not known whether ${what} was made; the request had no idempotency key, so sending it again is a new request: look it up first`;
  return new Refusal(code, message, { ...details, more: { ...details.more, ...made }, cause: error });
}
