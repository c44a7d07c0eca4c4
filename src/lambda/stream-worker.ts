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
import type { TracedWrite } from '../runtime/trace.ts';
import { lambdaIo } from './lambda-io.ts';

export type BatchResult = Readonly<{
  /** Sequence number of the first failed record: Lambda retries from there. Empty: no record is done. Undefined: all are. */
  retryFrom: string | undefined;
  metrics: Metrics;
}>;

/** A table's stream: how a batch of it is read, which of its figures go to the log, and who wrote its records. */
export type StreamSource<Batch> = Readonly<{
  read: (event: DynamoDBStreamEvent) => Batch;
  figures: (batch: Batch) => Readonly<Record<string, number>>;
  writes: (batch: Batch) => readonly TracedWrite[];
}>;

/**
 * Makes a Lambda handler for a table's stream. If `run` throws, Lambda splits the batch in two and retries both. Each batch
 * logs one line without any item data. `handler.with(io, overrides)` is the same handler with another Io and other dependencies,
 * for tests and the fault simulator.
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
      const own = ioOf(context);
      const startedAt = own.now();
      const batch = source.read(event);
      const joined = own.tracing?.join(source.writes(batch), own);
      const io = { ...own, traces: joined?.traces };
      const ids = { request_id: context.awsRequestId, trace_ids: joined?.traceIds };
      const { retryFrom, metrics } = await run(batch, createDependencies(needs, io, overrides)).catch(
        (error: unknown): BatchResult => {
          logger.error('failed', { ...ids, ...causeOf(error) });
          // Not the first record's number: Lambda splits only a batch that failed as a whole, and would give up all records with the
          // one that always fails. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
          return { retryFrom: '', metrics: {} };
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
      joined?.end(context.functionName, retryFrom !== undefined);
      return { batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }] };
    };
  return Object.assign(on(lambdaIo()), { with: (io: Io, overrides?: Overrides) => on(() => io, overrides) });
}
