import { isSuccess } from '../domain/delivery-schedule.ts';
import { contextIn, type Traceparent, traceparentOf } from '../domain/trace-context.ts';
import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import type { Io } from '../runtime/io.ts';
import { startTrace } from '../runtime/trace.ts';

export type AttemptIo = Pick<Io, 'now' | 'sleep' | 'tracing' | 'traces'>;

type SendAttempt = (traceparent: Traceparent | undefined) => Promise<ReceiverAnswer>;

const span = { kind: 'webhook', name: 'webhook' } as const;

/**
 * Makes an attempt as a step of the trace that its event was written in, and passes the context on for the receiver. The
 * attempt begins before this returns.
 */
export async function inTrace(text: Traceparent = '', io: AttemptIo, send: SendAttempt): Promise<ReceiverAnswer> {
  const context = contextIn(text);
  if (context === undefined) return send(undefined);
  const batch = io.traces?.get(text);
  const trace = batch ?? startTrace(context, io);
  const answer = await trace.span(span, (step) => send(traceparentOf(step)), endOf);
  // It is sent again by a schedule, which belongs to no trace.
  if (batch === undefined) trace.end({ kind: 'stream', name: 'redeliver' }, false);
  return answer;
}

const endOf = (answer: ReceiverAnswer) => ({
  failed: !isSuccess(answer),
  attributes: answer.kind === 'answered' ? { http_status: answer.status } : { error: answer.error },
});
