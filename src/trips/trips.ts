import { idNumber } from '../contracts/numbers.ts';
import type { Money } from '../domain/money.ts';
import { Refusal } from '../domain/refusal.ts';
import { type TraceContext, traceparentOf } from '../domain/trace-context.ts';
import { breakerFor } from '../runtime/circuit-breaker.ts';
import { drainBody } from '../runtime/drain-body.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { IncomingResponse } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { serviceUrl } from '../runtime/service-url.ts';
import { withTimeout } from '../runtime/with-timeout.ts';
import { cappedText } from './capped-text.ts';
import { MalformedTripError, readFare } from './trip-response.ts';

const tripService = serviceUrl('TRIP_SERVICE_URL', requiredEnv('TRIP_SERVICE_URL'));

const longestMs = 5_000;
/** Leaves time for a second attempt within `longestMs`. */
const longestAttemptMs = 3_000;
const shortestRetryMs = 400;
/** Reserved before the time-out for the charge itself. */
const reserveMs = 1_500;
/** In bytes. A trip with its whole route may come to some hundred kilobytes. */
const largestBody = 1_048_576;

export type Trips = ReturnType<typeof trips>;

/** Transient: a time-out, a connection error, 429 or 5xx. */
class TripServiceDownError extends Error {
  override readonly name = 'TripServiceDownError';
}

/** Client of the trip service. Its responses are never logged. */
export function trips(io: Pick<Io, 'call' | 'now' | 'sleep' | 'random' | 'remaining' | 'correlationId' | 'trace'>) {
  const breaker = breakerFor(io.call);
  const headers = {
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
    ...(io.correlationId !== undefined && { 'X-Correlation-Id': io.correlationId }),
  };

  /** The call as a step of the request's trace, which the trip service is told of. */
  function tracedCall(address: string, signal: AbortSignal): Promise<IncomingResponse> {
    if (io.trace === undefined) return io.call(address, { headers, signal });
    const send = (step: TraceContext) =>
      io.call(address, { headers: { ...headers, traceparent: traceparentOf(step) ?? '' }, signal });
    return io.trace.span({ kind: 'service', name: 'trips' }, send, ({ status }) => ({
      failed: status >= 500,
      attributes: { http_status: status },
    }));
  }

  /**
   * The final fare of a trip, within 5 seconds. Refuses with `trip_not_found`, `trip_not_completed`, or, if the service
   * is down, slow or violates its contract, `trip_service_unavailable`.
   */
  async function fareOf(tripId: string): Promise<Money> {
    const admission = breaker.admit(io.now());
    if (admission.kind === 'refused') {
      throw unavailable('the trip service keeps failing, so it is not called for a while', admission.forMs);
    }
    try {
      const fare = fareFrom(await fetchWithRetry(tripId, admission.kind === 'probe' ? 1 : 2), tripId);
      breaker.succeeded();
      return fare;
    } catch (error) {
      if (error instanceof TripServiceDownError) {
        breaker.failed(io.now());
        throw unavailable('the trip service did not respond', 1_000, error);
      }
      // Even a malformed response shows that the service is up.
      breaker.succeeded();
      if (!(error instanceof MalformedTripError)) throw error;
      logger.error('malformed_trip', { reason: error.message });
      throw unavailable(`the trip service sent a malformed trip (${error.message})`, 1_000, error);
    }
  }

  async function fetchWithRetry(tripId: string, mostAttempts: number) {
    const until = io.now() + Math.min(longestMs, io.remaining() - reserveMs);
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetchOnce(tripId, Math.max(1, Math.min(longestAttemptMs, until - io.now())));
      } catch (error) {
        const anotherFits = attempt < mostAttempts && until - io.now() > shortestRetryMs;
        if (!(error instanceof TripServiceDownError) || !anotherFits) throw error;
        await io.sleep(50 + io.random() * 100);
      }
    }
  }

  /** Sends one request. Bodies of redirects and errors are discarded. */
  async function fetchOnce(tripId: string, ms: number): Promise<Readonly<{ status: number; text: string }>> {
    try {
      return await withTimeout(ms, io, async (signal) => {
        const address = `${tripService}/v1/trips/${encodeURIComponent(tripId)}`;
        const response = await tracedCall(address, signal);
        const { status } = response;
        if (status === 200) return { status, text: await cappedText(response.body, largestBody) };
        await drainBody(response, io);
        if (status >= 500 || status === 429) throw new TripServiceDownError();
        return { status, text: '' };
      });
    } catch (error) {
      throw error instanceof MalformedTripError ? error : new TripServiceDownError(undefined, { cause: error });
    }
  }

  return { fareOf };
}

function fareFrom({ status, text }: Readonly<{ status: number; text: string }>, tripId: string): Money {
  if (status === 200) return readFare(text, tripId);
  if (status === 404) {
    throw new Refusal('trip_not_found', 'the trip service has no such trip', { more: { trip_id: idNumber(tripId) } });
  }
  throw new MalformedTripError(`HTTP ${status}`);
}

const unavailable = (detail: string, retryAfterMs: number, cause?: unknown) =>
  new Refusal('trip_service_unavailable', `${detail}; nothing was charged, try again`, {
    retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
    cause,
  });
