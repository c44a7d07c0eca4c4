import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
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

export type BatchResult = Readonly<{
  /** Sequence number of the first failed record: Lambda retries from there. Undefined if the batch is complete. */
  retryFrom: string | undefined;
  metrics: Metrics;
}>;

/** A table's stream: how a batch of it is read, and which of its figures go to the log. */
export type StreamSource<Batch> = Readonly<{
  read: (event: DynamoDBStreamEvent) => Batch;
  figures: (batch: Batch) => Readonly<Record<string, number>>;
}>;

/**
 * Makes a Lambda handler for a table's stream. If `run` throws, Lambda retries the whole batch. Each batch logs one
 * line without any item data. `handler.with(io, overrides)` is the same handler with another Io and other dependencies, for tests
 * and the fault simulator.
 */
export function streamWorker<Batch, N extends DependencyFactories>(
  source: StreamSource<Batch>,
  needs: N,
  run: (batch: Batch, services: Dependencies<N>) => Promise<BatchResult>,
) {
  const on =
    (ioOf: (context: Context) => Io, overrides?: Overrides) =>
    async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
      logger.addContext(context);
      const io = ioOf(context);
      const startedAt = io.now();
      const ids = { request_id: context.awsRequestId };
      const batch = source.read(event);
      const { retryFrom, metrics } = await run(batch, createDependencies(needs, io, overrides)).catch(
        (error: unknown): BatchResult => {
          logger.error('failed', { ...ids, ...causeOf(error) });
          return { retryFrom: event.Records[0]?.dynamodb?.SequenceNumber ?? '', metrics: {} };
        },
      );
      logger.info('projected', {
        ...ids,
        records: event.Records.length,
        ...source.figures(batch),
        complete: retryFrom === undefined,
        ms: io.now() - startedAt,
        ...embeddedMetrics(metrics, io.now()),
      });
      return { batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }] };
    };
  return Object.assign(on(lambdaIo()), { with: (io: Io, overrides?: Overrides) => on(() => io, overrides) });
}
