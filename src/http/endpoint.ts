import { Refusal } from '../domain/refusal.ts';
import { type Needs, type Services, servicesFor } from '../services.ts';
import type { Answer } from './answers.ts';
import { handlerOf, logFault, withinTime } from './invocation.ts';
import { problem } from './problems.ts';
import { type Request, requestOf } from './request.ts';

type Refused = (error: unknown, request: Pick<Request, 'id' | 'path'>) => Answer;

/**
 * The one shape of every endpoint: read the request, run, answer. Refusals become problems, and faults become 503.
 * `refused` is for contracts whose refusals look otherwise.
 */
export function endpoint<N extends Needs>(
  needs: N,
  run: (request: Request, services: Services<N>) => Promise<Answer>,
  refused: Refused = problem,
) {
  return handlerOf(async (event, ioWithin) => {
    const io = ioWithin();
    const known = { id: event.requestContext.requestId, path: event.path };
    const work = async () => run(requestOf(event), servicesFor(needs, io));
    const answer = await withinTime(io, work, timeIsUp).catch((error: unknown) => failed(error, known, refused));
    return { answer, logged: { replayed: answer.headers?.['Idempotent-Replayed'] === 'true' } };
  });
}

const timeIsUp = () =>
  new Refusal('store_unavailable', 'the time was up before the answer was known; try again', { retryAfterSeconds: 1 });

function failed(error: unknown, request: Pick<Request, 'id' | 'path'>, refused: Refused): Answer {
  const answer = refused(error, request);
  if (answer.statusCode >= 500) logFault(request.id, error);
  return answer;
}
