import { type Needs, type Services, servicesFor } from '../services.ts';
import type { Answer } from './answers.ts';
import { handlerOf, withinTime } from './invocation.ts';
import { withoutPromise } from './keyless.ts';
import { problem, refusalOf } from './problems.ts';
import { type Request, refuseCardNumbersIn } from './request.ts';

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
  // Whoever is given the processor moves money.
  const movesMoney = 'processor' in needs;
  return handlerOf(async (request, ioWithin) => {
    const io = ioWithin();
    const work = async () => {
      refuseCardNumbersIn(request);
      return run(request, servicesFor(needs, io));
    };
    try {
      const answer = await withinTime(io, work);
      const replayed = answer.headers?.['Idempotent-Replayed'] === 'true';
      return { answer, outcome: { status: answer.statusCode, replayed, movesMoney } };
    } catch (error) {
      const answer = refused(withoutPromise(error, io), request);
      const { code } = refusalOf(error);
      return {
        answer,
        outcome: { status: answer.statusCode, replayed: false, refusal: code, thrown: error, movesMoney },
      };
    }
  });
}
