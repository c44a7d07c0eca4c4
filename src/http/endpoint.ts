import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../io.ts';
import type { Answer } from './answers.ts';
import { lambdaIo } from './lambda-io.ts';
import { problem } from './problems.ts';
import { type Request, requestOf } from './request.ts';

type Needs = Readonly<Record<string, (io: Io) => unknown>>;
/** What an endpoint needs, made for one invocation; `io` is always there. */
type Services<N extends Needs> = { readonly [Name in keyof N]: ReturnType<N[Name]> } & {
  readonly io: Io;
};

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
        const answer = await withinTime(io, async () => run(requestOf(event), services(needs, io))).catch(
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

/** What a fault was, without messages or fields that could hold what a client sent. */
function causeOf(error: unknown): Record<string, unknown> {
  const cause = error instanceof Refusal ? (error.details.cause ?? error) : error;
  if (!(cause instanceof Error)) return { cause: typeof cause };
  return {
    cause: cause.name,
    at: cause.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8),
  };
}

function services<N extends Needs>(needs: N, io: Io): Services<N> {
  const made = Object.entries(needs).map(([name, make]) => [name, make(io)]);
  return { ...Object.fromEntries(made), io };
}
