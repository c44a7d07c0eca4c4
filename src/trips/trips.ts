import { idNumber } from '../contracts/numbers.ts';
import { Refusal } from '../domain/refusal.ts';
import { breakerOf } from '../runtime/circuit-breaker.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { passedOver } from '../runtime/passed-over.ts';
import { serviceUrl } from '../runtime/service-url.ts';
import { within } from '../runtime/within.ts';
import { cappedText } from './capped-text.ts';
import { type Fare, Nonsense, readFare } from './trip-answer.ts';

const tripService = serviceUrl('TRIP_SERVICE_URL', requiredEnv('TRIP_SERVICE_URL'));

const longestMs = 5_000;
/** The first attempt leaves time for a second one. */
const longestAttemptMs = 3_000;
const shortestRetryMs = 400;
/** Kept back from the time-out for the charge itself. */
const reserveMs = 1_500;
const largestAnswer = 65_536;

export type Trips = ReturnType<typeof trips>;

/** Anything but an answer that is worth reading: the service may well be there in a moment. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The trip service: what a trip costs. Nothing that it answers is logged. */
export function trips(io: Pick<Io, 'call' | 'now' | 'sleep' | 'random' | 'remaining' | 'correlationId'>) {
  const breaker = breakerOf(io.call);
  const headers = {
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
    ...(io.correlationId !== undefined && { 'X-Correlation-Id': io.correlationId }),
  };

  /**
   * The final fare of a trip, within 5 seconds. Refuses with `trip_not_found`, `trip_not_completed`, or, if the service
   * is down, slow or makes no sense, `trip_service_unavailable`.
   */
  async function fareOf(tripId: string): Promise<Fare> {
    const admission = breaker.admit(io.now());
    if (admission.kind === 'refused') {
      throw unavailable('the trip service keeps failing; it is left alone for a while', admission.forMs);
    }
    try {
      const fare = fareIn(await asked(tripId, admission.kind === 'probe' ? 1 : 2), tripId);
      breaker.succeeded();
      return fare;
    } catch (error) {
      if (error instanceof NoAnswer) {
        breaker.failed(io.now());
        throw unavailable('the trip service did not answer', 1_000, error);
      }
      // An answer that cannot be used comes from a service that is there.
      breaker.succeeded();
      throw error instanceof Nonsense ? unavailable('the trip service sent what is not a trip', 1_000, error) : error;
    }
  }

  async function asked(tripId: string, mostAttempts: number) {
    const until = io.now() + Math.min(longestMs, io.remaining() - reserveMs);
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(tripId, Math.max(1, Math.min(longestAttemptMs, until - io.now())));
      } catch (error) {
        const anotherFits = attempt < mostAttempts && until - io.now() > shortestRetryMs;
        if (!(error instanceof NoAnswer) || !anotherFits) throw error;
        await io.sleep(50 + io.random() * 100);
      }
    }
  }

  /** One request. The body of a redirect or of an error is not looked at. */
  async function ask(tripId: string, ms: number): Promise<Readonly<{ status: number; text: string }>> {
    try {
      return await within(ms, io, async (signal) => {
        const address = `${tripService}/v1/trips/${encodeURIComponent(tripId)}`;
        const answer = await io.call(address, { headers, signal });
        const { status } = answer;
        if (status === 200) return { status, text: await cappedText(answer.body, largestAnswer) };
        await passedOver(answer, io);
        if (status >= 500 || status === 429) throw new NoAnswer();
        return { status, text: '' };
      });
    } catch (error) {
      // Of the rest there is no more to say than that it failed.
      throw error instanceof Nonsense ? error : new NoAnswer(undefined, { cause: error });
    }
  }

  return { fareOf };
}

function fareIn({ status, text }: Readonly<{ status: number; text: string }>, tripId: string): Fare {
  if (status === 200) return readFare(text, tripId);
  if (status === 404) {
    throw new Refusal('trip_not_found', 'the trip service knows no such trip', { more: { trip_id: idNumber(tripId) } });
  }
  throw new Nonsense();
}

const unavailable = (detail: string, retryAfterMs: number, cause?: unknown) =>
  new Refusal('trip_service_unavailable', `${detail}; nothing was charged, try again`, {
    retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
    cause,
  });
