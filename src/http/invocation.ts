import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { causeOf } from '../cause-of.ts';
import { remainingWithin } from '../deadline.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Io } from '../io.ts';
import { lambdaIo } from '../lambda-io.ts';
import type { Answer } from './answers.ts';

const logger = new Logger();
/** Kept back to answer before the time-out cuts us off. */
const answerWithinMs = 300;

/** What an invocation takes from outside, bound to the milliseconds that its client waits if it said so. */
export type IoWithin = (timeoutMs?: number) => Io;

/** The answer, and what the log's line says besides what it says of all. */
export type Responded = Readonly<{ answer: Answer; logged: Readonly<Record<string, unknown>> }>;

/**
 * A function behind API Gateway: every answer has its request's id, and one line is logged. `handler.with(io)` is the
 * same handler on another's clock, ids and store.
 */
export function handlerOf(respond: (event: APIGatewayProxyEvent, ioWithin: IoWithin) => Promise<Responded>) {
  const on = (ioWithinOf: (context: Context) => IoWithin) =>
    middy<APIGatewayProxyEvent, Answer>()
      .use(injectLambdaContext(logger, { resetKeys: true }))
      .handler(async (event, context) => {
        const ioWithin = ioWithinOf(context);
        const { now } = ioWithin();
        const begun = now();
        const { requestId } = event.requestContext;
        const { answer, logged } = await respond(event, ioWithin);
        logger.info('answered', {
          method: event.httpMethod,
          resource: event.resource,
          status: answer.statusCode,
          ms: now() - begun,
          request_id: requestId,
          ...logged,
        });
        return { ...answer, headers: { ...answer.headers, 'X-Request-Id': requestId } };
      });
  const ioOf = lambdaIo();
  return Object.assign(
    on((context) => (timeoutMs) => ioOf(context, timeoutMs)),
    { with: (io: Io) => on(() => (timeoutMs) => ({ ...io, remaining: remainingWithin(timeoutMs, io) })) },
  );
}

/**
 * Answers a moment before Lambda would end us without any answer, or once the client waits no longer; a retry finds
 * what became of the work.
 */
export async function withinTime<Result>(
  io: Io,
  work: () => Promise<Result>,
  tooLate: () => Refusal,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<Result> {
  const done = new AbortController();
  const outOfTime = async () => {
    await io.sleep(Math.max(1, Math.min(timeoutMs, io.remaining() - answerWithinMs)), done.signal);
    throw tooLate();
  };
  try {
    return await Promise.race([work(), outOfTime()]);
  } finally {
    done.abort();
  }
}

/** A fault is logged with where it came from, which no answer shows. */
export const logFault = (requestId: string, error: unknown): void =>
  logger.error('failed', { request_id: requestId, ...causeOf(error) });
