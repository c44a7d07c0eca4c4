/** What a caller says to the API; everything else, cookies for one, stays at the edge. */
const ofRequests = [
  'authorization',
  'x-api-key',
  'idempotency-key',
  'x-correlation-id',
  'x-request-id',
  'traceparent',
  'tracestate',
  'prefer',
] as const;

/** What the API says to a caller. */
const ofAnswers = ['x-request-id', 'x-correlation-id', 'idempotent-replayed', 'x-error-code', 'retry-after'] as const;

export const requestMetadata = (given: Headers): Headers => only(ofRequests, given);
export const answerMetadata = (given: Headers): Headers => only(ofAnswers, given);

function only(names: readonly string[], given: Headers): Headers {
  const kept = new Headers();
  for (const name of names) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}
