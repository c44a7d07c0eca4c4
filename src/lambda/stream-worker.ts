import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { Batch } from '../projections/change.ts';
import { causeOf } from '../runtime/cause-of.ts';
import { embeddedMetrics, type Metrics } from '../runtime/embedded-metrics.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { type Needs, type Services, servicesFor } from '../runtime/services.ts';
import { lambdaIo } from './lambda-io.ts';
import { batchOf } from './stream-batch.ts';

/** What became of a batch. */
export type Followed = Readonly<{
  /** The sequence number of the first record that is to come again. */
  again: string | undefined;
  metrics: Metrics;
}>;

/**
 * A function on the stream of payments. If `run` throws, the whole batch comes again. One line is logged per batch, and
 * nothing of its items. `handler.with(io)` is the same function on another's clock and store.
 */
export function streamWorker<N extends Needs>(
  needs: N,
  run: (batch: Batch, services: Services<N>) => Promise<Followed>,
) {
  const on =
    (ioOf: (context: Context) => Io) =>
    async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
      logger.addContext(context);
      const io = ioOf(context);
      const begun = io.now();
      const said = { request_id: context.awsRequestId };
      const batch = batchOf(event);
      const { again, metrics } = await run(batch, servicesFor(needs, io)).catch((error: unknown): Followed => {
        logger.error('failed', { ...said, ...causeOf(error) });
        return { again: event.Records[0]?.dynamodb?.SequenceNumber ?? '', metrics: {} };
      });
      logger.info('projected', {
        ...said,
        records: event.Records.length,
        payments: batch.changes.length,
        complete: again === undefined,
        ms: io.now() - begun,
        ...embeddedMetrics(metrics, io.now()),
      });
      return { batchItemFailures: again === undefined ? [] : [{ itemIdentifier: again }] };
    };
  return Object.assign(on(lambdaIo()), { with: (io: Io) => on(() => io) });
}
