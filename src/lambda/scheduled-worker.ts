import type { Context } from 'aws-lambda';
import { actorText } from '../domain/actor.ts';
import { causeOf } from '../runtime/cause-of.ts';
import {
  createDependencies,
  type Dependencies,
  type DependencyFactories,
  type Overrides,
} from '../runtime/dependencies.ts';
import { embeddedMetrics, type Metrics } from '../runtime/embedded-metrics.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { lambdaIo } from './lambda-io.ts';

/** Reports a fault that did not end the run. */
export type ReportFault = (cause: Record<string, unknown>) => void;

/** `figures` go to the log, `metrics` also to CloudWatch. */
export type RunReport = Readonly<{ figures: Readonly<Record<string, number>>; metrics: Metrics }>;

/**
 * Makes a Lambda handler that runs on a schedule. Each run logs one line with its figures; an error fails the run.
 * `handler.with(io, overrides)` is the same handler with another Io and other dependencies, for tests and the fault simulator.
 */
export function scheduledWorker<N extends DependencyFactories>(
  needs: N,
  run: (services: Dependencies<N>, fault: ReportFault) => Promise<RunReport>,
) {
  const on = (ioOf: (context: Context) => Io, overrides?: Overrides) => async (_event: unknown, context: Context) => {
    logger.addContext(context);
    const { functionName: caller, awsRequestId: requestId } = context;
    const io = { ...ioOf(context), actor: actorText(caller, requestId, undefined) };
    const startedAt = io.now();
    const ids = { request_id: requestId };
    try {
      const { figures, metrics } = await run(createDependencies(needs, io, overrides), (cause) =>
        logger.error('failed', { ...ids, ...cause }),
      );
      logger.info('ran', { ...ids, ...figures, ms: io.now() - startedAt, ...embeddedMetrics(metrics, io.now()) });
    } catch (error) {
      logger.error('failed', { ...ids, ...causeOf(error) });
      throw error;
    }
  };
  return Object.assign(on(lambdaIo()), { with: (io: Io, overrides?: Overrides) => on(() => io, overrides) });
}
