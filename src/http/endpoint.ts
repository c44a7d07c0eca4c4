import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { causeOf } from '../cause-of.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../io.ts';
import { lambdaIo } from '../lambda-io.ts';
import { type Needs, type Services, servicesFor } from '../services.ts';
import type { Answer } from './answers.ts';
import { problem } from './problems.ts';
import { type Request, requestOf } from './request.ts';

const logger = new Logger();
/** Kept back to answer before the time-out cuts us off. */
const answerWithinMs = 300;

/**
 * The one shape of every handler: read the request, run, answer. Refusals become problems, faults become 503, and one
 * line is logged. `handler.with(io)` is the same handler on another's clock, ids and store.
 */
export function endpoint<N extends Needs>(needs: N, run: (request: Request, services: Services<N>) => Promise<Answer>) {
  const on = (ioOf: (context: Context) => Io) =>
    middy<APIGatewayProxyEvent, Answer>()
      .use(injectLambdaContext(logger, { resetKeys: true }))
      .handler(async (event, context) => {
        const io = ioOf(context);
        const begun = io.now();
        const known = {
          id: event.requestContext.requestId,
          path: event.path,
        };
        const answer = await withinTime(io, async () => run(requestOf(event), servicesFor(needs, io))).catch(
          (error: unknown) => failed(error, known),
        );
        logger.info('answered', {
          method: event.httpMethod,
          resource: event.resource,
          status: answer.statusCode,
          ms: io.now() - begun,
          request_id: known.id,
          replayed: answer.headers?.['Idempotent-Replayed'] === 'true',
        });
        return { ...answer, headers: { ...answer.headers, 'X-Request-Id': known.id } };
      });
  return Object.assign(on(lambdaIo()), { with: (io: Io) => on(() => io) });
}

/** Answers with a fault a moment before Lambda would end us without any answer; a retry finds what became of the work. */
async function withinTime(io: Io, work: () => Promise<Answer>): Promise<Answer> {
  const done = new AbortController();
  const outOfTime = async () => {
    await io.sleep(Math.max(1, io.remaining() - answerWithinMs), done.signal);
    throw new Refusal('store_unavailable', 'the time was up before the answer was known; try again', {
      retryAfterSeconds: 1,
    });
  };
  try {
    return await Promise.race([work(), outOfTime()]);
  } finally {
    done.abort();
  }
}

function failed(error: unknown, request: Pick<Request, 'id' | 'path'>): Answer {
  const answer = problem(error, request);
  if (answer.statusCode >= 500) logger.error('failed', { request_id: request.id, ...causeOf(error) });
  return answer;
}
