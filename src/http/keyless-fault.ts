import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import { keylessIdsOf } from '../runtime/keyless.ts';
import { refusalOf, statusOf } from './problems.ts';

/**
 * Replaces the fault of a request without an idempotency key: its message must not suggest a retry, which would be a new
 * request, but a look-up by the ids the request would have created. Returns any other error unchanged.
 *
 * Nobody sends such a request again, so `idempotency_key_in_use` is a fault of it, too: whoever took its lease
 * over, perhaps by a clock that is ahead, is at it still. It becomes `out_of_time`.
 */
export function withLookUpAdvice(error: unknown, io: Io | undefined): unknown {
  const ids = io && keylessIdsOf(io);
  const { code: reason, details } = refusalOf(error);
  const code = reason === 'idempotency_key_in_use' ? 'out_of_time' : reason;
  if (ids === undefined || statusOf(code) < 500) return error;
  const what = ids.refund_id === undefined ? `payment ${ids.payment_id}` : `refund ${ids.refund_id}`;
  const message = `it is not known whether ${what} was made; the request had no idempotency key, so sending it again is a new request: look it up first`;
  return new Refusal(code, message, { ...details, more: { ...details.more, ...ids }, cause: error });
}
