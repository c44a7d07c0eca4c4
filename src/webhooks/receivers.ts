import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import type { WebhookEvent } from '../domain/webhook-endpoint.ts';
import { drainBody } from '../runtime/drain-body.ts';
import type { Io } from '../runtime/io.ts';
import { CallTimeoutError, withTimeout } from '../runtime/with-timeout.ts';
import { isAddressRefused } from './guarded-call.ts';
import { retryAfterMs } from './retry-after.ts';
import { signatureHeaders } from './signature.ts';
import { type AttemptIo, inTrace } from './traced-attempt.ts';

/** Time for one attempt. */
export const attemptMs = 2_000;

type EventToSend = Pick<WebhookEvent, 'id' | 'body' | 'trace'>;

export type Receivers = ReturnType<typeof receivers>;

/** Sends events to their receivers, one attempt at a time. Never rejects, and keeps nothing of a response but its status. */
export function receivers(call: Io['call'], io: AttemptIo) {
  const post = (url: string, event: EventToSend, own: Record<string, string>): Promise<ReceiverAnswer> =>
    inTrace(event.trace, io, (traceparent) => {
      const headers = { 'Content-Type': 'application/json', ...own, ...(traceparent && { traceparent }) };
      return postOnce(url, event.body, headers);
    });

  const postOnce = async (url: string, body: string, headers: Record<string, string>): Promise<ReceiverAnswer> => {
    try {
      return await withTimeout(attemptMs, io, async (signal) => {
        const response = await call(url, { method: 'POST', headers, body, signal });
        await drainBody(response, io);
        const { status } = response;
        return { kind: 'answered', status, retryAfterMs: retryAfterMs(response.headers.get('retry-after'), io.now()) };
      });
    } catch (error) {
      return { kind: 'failed', error: errorOf(error) };
    }
  };

  return {
    /** The HTTP client, which circuit breakers are kept by. */
    call,

    /** The call begins before this returns, so that nothing can come between a check and the attempt. */
    send: (url: string, event: EventToSend, secrets: readonly string[]) =>
      post(url, event, signatureHeaders(event, secrets, io.now())),

    /** For the notification service of the stage, which knows events by their Idempotency-Key and no signatures. */
    notify: (url: string, event: EventToSend) => post(url, event, { 'Idempotency-Key': event.id }),
  };
}

function errorOf(error: unknown): Extract<ReceiverAnswer, { kind: 'failed' }>['error'] {
  if (isAddressRefused(error)) return 'address_not_allowed';
  return error instanceof CallTimeoutError ? 'timeout' : 'no_connection';
}
