import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { Refusal } from '../domain/refusal.ts';
import { lambdaIo } from '../lambda/lambda-io.ts';
import { causeOf } from '../runtime/cause-of.ts';
import { remainingWithin } from '../runtime/deadline.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import type { Answer } from './answers.ts';
import { correlationIdOf } from './correlation.ts';
import { type Request, requestOf } from './request.ts';
import { isFault, type Outcome, requestLine } from './request-line.ts';

/** Kept back to answer before the time-out cuts us off. */
const answerWithinMs = 300;

/** What an invocation takes from outside, bound to the milliseconds that its client waits if it said so. */
export type IoWithin = (timeoutMs?: number) => Io;

type Responded = Readonly<{ answer: Answer; outcome: Outcome }>;

type Respond = (request: Request, ioWithin: IoWithin) => Promise<Responded>;

/**
 * A function behind API Gateway: every answer has its request's id, and one line is logged. `handler.with(io)` is the
 * same handler on another's clock, ids and store.
 */
export function handlerOf(respond: Respond) {
  const on = (ioWithinOf: (context: Context) => IoWithin) =>
    middy<APIGatewayProxyEvent, Answer>()
      // Said here, so that no variable of the environment can have events logged.
      .use(injectLambdaContext(logger, { resetKeys: true, logEvent: false }))
      .handler((event, context) => answered(event, ioWithinOf(context), respond));
  const ioOf = lambdaIo();
  return Object.assign(
    on((context) => (timeoutMs) => ioOf(context, timeoutMs)),
    { with: (io: Io) => on(() => (timeoutMs) => ({ ...io, remaining: remainingWithin(timeoutMs, io) })) },
  );
}

async function answered(event: APIGatewayProxyEvent, ioWithin: IoWithin, respond: Respond): Promise<Answer> {
  const request = requestOf(event);
  const correlationId = correlationIdOf(request);
  const { now } = ioWithin();
  const begun = now();
  const { answer, outcome } = await respond(request, (timeoutMs) => ({ ...ioWithin(timeoutMs), correlationId }));
  const { httpMethod: method, resource } = event;
  const line = requestLine(outcome, { method, resource, requestId: request.id, correlationId, begun, ended: now() });
  logger[isFault(outcome) ? 'error' : 'info']('answered', line);
  const ids = { 'X-Request-Id': request.id, ...(correlationId && { 'X-Correlation-Id': correlationId }) };
  return { ...answer, headers: { ...answer.headers, ...ids } };
}

/**
 * Answers a moment before Lambda would end us without any answer, or once the client waits no longer; a retry finds
 * what became of the work.
 */
export async function withinTime<Result>(
  io: Io,
  work: () => Promise<Result>,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<Result> {
  const done = new AbortController();
  const outOfTime = async () => {
    await io.sleep(Math.max(1, Math.min(timeoutMs, io.remaining() - answerWithinMs)), done.signal);
    throw timeIsUp();
  };
  try {
    return await Promise.race([work(), outOfTime()]);
  } finally {
    // With a reason of its own: else it would make an error, with its stack.
    done.abort('answered');
  }
}

const timeIsUp = () =>
  new Refusal('store_unavailable', 'the time was up before the answer was known; try again', { retryAfterSeconds: 1 });

/** A fault of a part of a request, the rest of which is answered: where it came from, which no answer shows. */
export const logFault = (requestId: string, error: unknown): void =>
  logger.error('failed', { request_id: requestId, ...causeOf(error) });
