import { Code, ConnectError } from '@connectrpc/connect';
import { Refusal, type RefusalCode } from '../../src/domain/refusal.ts';
import { isRefusalCode } from '../../src/http/problems.ts';

const sendAgain = 'what became of the request is not known; send it again with the same key';
const notRepeatable =
  'what became of the request is not known; it had no idempotency key, so sending it again is a new request';

/** The same for an error that has no reason of ours: what it means, and what of it a client may know. */
const meanings: Readonly<Partial<Record<Code, readonly [code: RefusalCode, detail: string, retryAfter?: number]>>> = {
  [Code.InvalidArgument]: ['field_invalid', 'the payment service does not accept the request'],
  [Code.OutOfRange]: ['field_invalid', 'the payment service does not accept the request'],
  [Code.NotFound]: ['payment_not_found', 'no payment has this id'],
  [Code.AlreadyExists]: ['idempotency_key_reused', 'the key was used for another request'],
  [Code.Aborted]: ['concurrent_update', 'another request is at work on this; send it again', 1],
  [Code.FailedPrecondition]: ['wrong_state', 'the payment is not in a state for that'],
  [Code.ResourceExhausted]: ['rate_limited', 'the payment service takes no more at the moment', 1],
  [Code.Unavailable]: [
    'payment_service_unavailable',
    'the payment service cannot be reached; send it again with the same key',
    1,
  ],
  [Code.DeadlineExceeded]: [
    'out_of_time',
    'what became of the request is not known; send it again with the same key',
    1,
  ],
};

/**
 * What a failed call of the payment service is to our own client: its reason if it gave one of our codes in
 * `x-error-code`, and otherwise what its Connect code means. That we were not let in, or asked for what is not there, is
 * no mistake of the client: it is `internal_error`, like every fault, and says nothing. A call that makes something and has
 * no key is not repeatable: the payment service names what to look up, if it answers.
 */
export function refusalOfCall(error: unknown, isRepeatable = true): Refusal {
  const cause = ConnectError.from(error);
  const reason = cause.metadata.get('x-error-code') ?? '';
  const [code, detail, retryAfter] = meanings[cause.code] ?? [];
  const retryAfterSeconds = secondsIn(cause.metadata.get('retry-after')) ?? retryAfter;
  const isFault = cause.code === Code.Unavailable || cause.code === Code.DeadlineExceeded || code === undefined;
  const instead = isFault && !isRepeatable ? notRepeatable : undefined;
  const details = { cause, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  if (reason === 'internal_error' || code === undefined) {
    return new Refusal('internal_error', instead ?? sendAgain, { cause });
  }
  return isRefusalCode(reason)
    ? new Refusal(reason, cause.rawMessage, details)
    : new Refusal(code, instead ?? detail ?? '', details);
}

const secondsIn = (text: string | null): number | undefined =>
  text !== null && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
