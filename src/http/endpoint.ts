import { createDependencies, type Dependencies, type DependencyFactories } from '../runtime/dependencies.ts';
import { httpHandler, withinTimeLimit } from './invocation.ts';
import { withLookUpAdvice } from './keyless-fault.ts';
import { preferredWaitMs, withPreferenceApplied } from './prefer.ts';
import { problem, refusalOf } from './problems.ts';
import { type Request, refuseCardNumbersIn } from './request.ts';
import type { HttpResponse } from './responses.ts';

type RunEndpoint<N extends DependencyFactories> = (
  request: Request,
  services: Dependencies<N>,
) => Promise<HttpResponse>;
type PresentError = (error: unknown, request: Pick<Request, 'id' | 'path'>) => HttpResponse;

/**
 * Makes a Lambda handler for an HTTP endpoint. Refusals become problems with their status, unexpected errors become
 * 500. `presentError` is for contracts with other error bodies, `finish` may add headers to any response.
 */
export function endpoint<N extends DependencyFactories>(
  needs: N,
  run: RunEndpoint<N>,
  presentError: PresentError = problem,
  finish: (request: Request, response: HttpResponse) => HttpResponse = (_request, response) => response,
) {
  // An endpoint with a processor can move money, or let a browser do so.
  const movesMoney = 'processors' in needs;
  return httpHandler(async (request, createIo, overrides) => {
    const io = createIo();
    const work = async () => {
      refuseCardNumbersIn(request);
      return run(request, createDependencies(needs, io, overrides));
    };
    try {
      const response = finish(request, await withinTimeLimit(io, work));
      const replayed = response.headers?.['Idempotent-Replayed'] === 'true';
      return { response, outcome: { status: response.statusCode, replayed, movesMoney } };
    } catch (error) {
      const response = finish(request, presentError(withLookUpAdvice(error, io), request));
      const { code } = refusalOf(error);
      return {
        response,
        outcome: { status: response.statusCode, replayed: false, refusal: code, thrown: error, movesMoney },
      };
    }
  });
}

/** An endpoint that waits for a concurrent request with the same key as long as the client prefers (`Prefer: wait=…`). */
export const waitingEndpoint = <N extends DependencyFactories>(
  needs: N,
  run: (request: Request, services: Dependencies<N>, waitMs: number) => Promise<HttpResponse>,
) =>
  endpoint(
    needs,
    (request, services) => run(request, services, preferredWaitMs(request)),
    problem,
    withPreferenceApplied,
  );
