import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import { madeWithoutKey } from '../runtime/keyless.ts';
import { refusalOf, statusOf } from './problems.ts';

/** A fault of a request without a key must not promise that a retry is safe: the retry would be a new request. */
export function withoutPromise(error: unknown, io: Io | undefined): unknown {
  const made = io && madeWithoutKey(io);
  const { code, details } = refusalOf(error);
  if (made === undefined || statusOf(code) < 500) return error;
  const what = made.refund_id === undefined ? `payment ${made.payment_id}` : `refund ${made.refund_id}`;
  const message = `it is not known whether ${what} was made; the request had no idempotency key, so sending it again is a new request: look it up first`;
  return new Refusal(code, message, { ...details, more: { ...details.more, ...made }, cause: error });
}
