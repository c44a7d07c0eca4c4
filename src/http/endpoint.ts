import { type Needs, type Services, servicesFor } from '../runtime/services.ts';
import type { Answer } from './answers.ts';
import { handlerOf, withinTime } from './invocation.ts';
import { withoutPromise } from './keyless.ts';
import { preferredWaitMs, withPreferenceApplied } from './prefer.ts';
import { problem, refusalOf } from './problems.ts';
import { type Request, refuseCardNumbersIn } from './request.ts';

type Run<N extends Needs> = (request: Request, services: Services<N>) => Promise<Answer>;
type Refused = (error: unknown, request: Pick<Request, 'id' | 'path'>) => Answer;

/**
 * The one shape of every endpoint: read the request, run, answer. Refusals become problems, and faults become 503.
 * `refused` is for contracts whose refusals look otherwise.
 */
export function endpoint<N extends Needs>(
  needs: N,
  run: Run<N>,
  refused: Refused = problem,
  finished: (request: Request, answer: Answer) => Answer = (_request, answer) => answer,
) {
  // Whoever is given the processor moves money, or lets a browser do so.
  const movesMoney = 'processors' in needs;
  return handlerOf(async (request, ioWithin) => {
    const io = ioWithin();
    const work = async () => {
      refuseCardNumbersIn(request);
      return run(request, servicesFor(needs, io));
    };
    try {
      const answer = finished(request, await withinTime(io, work));
      const replayed = answer.headers?.['Idempotent-Replayed'] === 'true';
      return { answer, outcome: { status: answer.statusCode, replayed, movesMoney } };
    } catch (error) {
      const answer = finished(request, refused(withoutPromise(error, io), request));
      const { code } = refusalOf(error);
      return {
        answer,
        outcome: { status: answer.statusCode, replayed: false, refusal: code, thrown: error, movesMoney },
      };
    }
  });
}

/** An endpoint that waits for another request's answer as long as its client prefers, and says how long that was. */
export const waitingEndpoint = <N extends Needs>(
  needs: N,
  run: (request: Request, services: Services<N>, waitMs: number) => Promise<Answer>,
) =>
  endpoint(
    needs,
    (request, services) => run(request, services, preferredWaitMs(request)),
    problem,
    withPreferenceApplied,
  );
