import { Code, ConnectError } from '@connectrpc/connect';
import { Refusal, type RefusalCode } from '../../src/domain/refusal.ts';
import { isRefusalCode } from '../../src/http/problems.ts';

const sendAgain = 'it is not known whether the request was carried out; send it again with the same key';
const notRepeatable =
  'it is not known whether the request was carried out; it had no idempotency key, so sending it again is a new request';

/** Refusals for errors without one of our refusal codes, with a message that reveals no internals. */
const meanings: Readonly<Partial<Record<Code, readonly [code: RefusalCode, detail: string, retryAfter?: number]>>> = {
  [Code.InvalidArgument]: ['field_invalid', 'the payment service does not accept the request'],
  [Code.OutOfRange]: ['field_invalid', 'the payment service does not accept the request'],
  [Code.NotFound]: ['payment_not_found', 'no payment has this id'],
  [Code.AlreadyExists]: ['idempotency_key_reused', 'the key was used for another request'],
  [Code.Aborted]: ['concurrent_update', 'another request is changing the payment; send it again', 1],
  [Code.FailedPrecondition]: ['wrong_state', 'the status of the payment does not allow this'],
  [Code.ResourceExhausted]: ['rate_limited', 'the payment service is over its rate limit; wait, then send it again', 1],
  [Code.Unavailable]: [
    'payment_service_unavailable',
    'the payment service cannot be reached; send it again with the same key',
    1,
  ],
  [Code.DeadlineExceeded]: ['out_of_time', sendAgain, 1],
};

/**
 * Converts a failed call of the payment service to a refusal for our own client: by the refusal code in `x-error-code` if
 * there is one, else by the Connect code. An authentication failure or an unimplemented method is our fault, not the
 * client's, so it becomes `internal_error` without detail. `isRepeatable` is false for a creation without an idempotency
 * key: its message must not suggest a retry.
 */
export function refusalOfCall(error: unknown, isRepeatable = true): Refusal {
  const cause = ConnectError.from(error);
  const reason = cause.metadata.get('x-error-code') ?? '';
  const [code, detail, retryAfter] = meanings[cause.code] ?? [];
  const retryAfterSeconds = secondsIn(cause.metadata.get('retry-after')) ?? retryAfter;
  const isFault = cause.code === Code.Unavailable || cause.code === Code.DeadlineExceeded || code === undefined;
  const override = isFault && !isRepeatable ? notRepeatable : undefined;
  const details = { cause, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  if (reason === 'internal_error' || code === undefined) {
    return new Refusal('internal_error', override ?? sendAgain, { cause });
  }
  return isRefusalCode(reason)
    ? new Refusal(reason, cause.rawMessage, details)
    : new Refusal(code, override ?? detail ?? '', details);
}

const secondsIn = (text: string | null): number | undefined =>
  text !== null && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
