import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { causeOf } from '../cause-of.ts';
import type { Io } from '../io.ts';
import { lambdaIo } from '../lambda-io.ts';
import type { Batch } from '../projections/change.ts';
import { type Needs, type Services, servicesFor } from '../services.ts';
import { batchOf } from './stream-batch.ts';

const logger = new Logger();

/**
 * A function on the stream of payments. `run` gives the sequence number of the first record that is to come again; if
 * it throws, the whole batch does. One line is logged per batch, and nothing of its items. `handler.with(io)` is the
 * same function on another's clock and store.
 */
export function streamWorker<N extends Needs>(
  needs: N,
  run: (batch: Batch, services: Services<N>) => Promise<string | undefined>,
) {
  const on =
    (ioOf: (context: Context) => Io) =>
    async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
      logger.addContext(context);
      const io = ioOf(context);
      const begun = io.now();
      const batch = batchOf(event);
      const again = await run(batch, servicesFor(needs, io)).catch((error: unknown) => {
        logger.error('failed', causeOf(error));
        return event.Records[0]?.dynamodb?.SequenceNumber ?? '';
      });
      logger.info('projected', {
        records: event.Records.length,
        payments: batch.changes.length,
        unreadable: batch.unreadable.length,
        complete: again === undefined,
        ms: io.now() - begun,
      });
      return { batchItemFailures: again === undefined ? [] : [{ itemIdentifier: again }] };
    };
  return Object.assign(on(lambdaIo()), { with: (io: Io) => on(() => io) });
}
