import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { causeOf } from '../cause-of.ts';
import type { Io } from '../io.ts';
import { lambdaIo } from '../lambda-io.ts';
import { type Needs, type Services, servicesFor } from '../services.ts';

const logger = new Logger();

/** Reports a fault that did not end the run. */
export type Fault = (cause: Record<string, unknown>) => void;

/**
 * A function that the clock runs. One line is logged per run, with the figures that `run` gives; a run that throws is a
 * failed one. `handler.with(io)` is the same function on another's clock and store.
 */
export function scheduledWorker<N extends Needs>(
  needs: N,
  run: (services: Services<N>, fault: Fault) => Promise<Readonly<Record<string, number>>>,
) {
  const on = (ioOf: (context: Context) => Io) => async (_event: unknown, context: Context) => {
    logger.addContext(context);
    const io = ioOf(context);
    const begun = io.now();
    try {
      const figures = await run(servicesFor(needs, io), (cause) => logger.error('failed', cause));
      logger.info('ran', { ...figures, ms: io.now() - begun });
    } catch (error) {
      logger.error('failed', causeOf(error));
      throw error;
    }
  };
  return Object.assign(on(lambdaIo()), { with: (io: Io) => on(() => io) });
}
