import type { Context } from 'aws-lambda';
import { causeOf } from '../runtime/cause-of.ts';
import { embeddedMetrics, type Metrics } from '../runtime/embedded-metrics.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { type Needs, type Services, servicesFor } from '../runtime/services.ts';
import { lambdaIo } from './lambda-io.ts';

/** Reports a fault that did not end the run. */
export type Fault = (cause: Record<string, unknown>) => void;

/** What the log says of a run, and what of it CloudWatch counts. */
export type Ran = Readonly<{ figures: Readonly<Record<string, number>>; metrics: Metrics }>;

/**
 * A function that the clock runs. One line is logged per run, with the figures that `run` gives; a run that throws is a
 * failed one. `handler.with(io)` is the same function on another's clock and store.
 */
export function scheduledWorker<N extends Needs>(needs: N, run: (services: Services<N>, fault: Fault) => Promise<Ran>) {
  const on = (ioOf: (context: Context) => Io) => async (_event: unknown, context: Context) => {
    logger.addContext(context);
    const io = ioOf(context);
    const begun = io.now();
    const said = { request_id: context.awsRequestId };
    try {
      const { figures, metrics } = await run(servicesFor(needs, io), (cause) =>
        logger.error('failed', { ...said, ...cause }),
      );
      logger.info('ran', { ...said, ...figures, ms: io.now() - begun, ...embeddedMetrics(metrics, io.now()) });
    } catch (error) {
      logger.error('failed', { ...said, ...causeOf(error) });
      throw error;
    }
  };
  return Object.assign(on(lambdaIo()), { with: (io: Io) => on(() => io) });
}
