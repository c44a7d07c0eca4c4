import type { EventSourceDefinition } from '../template/app-definition.ts';
import { firstBatch } from './stream-event.ts';
import type { StreamPage, StreamPosition, StreamRecord, StreamsApi } from './streams-api.ts';

export type ShardReaderOptions = Readonly<{
  source: EventSourceDefinition;
  streams: Pick<StreamsApi, 'iteratorAt' | 'read'>;
  streamArn: string;
  shardId: string;
  position: StreamPosition;
  /** Resolves with the number of completed records, which is less than all only when stopping. */
  deliver: (records: readonly StreamRecord[]) => Promise<number>;
  /** Everything up to this record is completed. */
  onCheckpoint: (position: StreamPosition) => void;
  /** The current end of the shard is reached. */
  onCaughtUp: () => void;
  /** Called once when reading starts to fail. */
  onReadFailure: (error: unknown) => void;
  /** Ends early when stopping, or when a caller waits for new records. */
  sleep: (ms: number) => Promise<void>;
  stopping: AbortSignal;
}>;

const busyMs = 200;
const idleMs = 1_000;

/** Reads one shard in order and delivers it in batches, until the shard is closed and read, or `stopping` is aborted. */
export async function readShard(reading: ShardReaderOptions): Promise<void> {
  const { source, stopping, sleep, onCheckpoint } = reading;
  let position = reading.position;
  let iterator: string | undefined;
  let waiting: readonly StreamRecord[] = [];
  let pauseMs = busyMs;
  let waitedMs = 0;
  let isFailing = false;

  const nextPage = async (): Promise<StreamPage | undefined> => {
    try {
      iterator ??= await reading.streams.iteratorAt(reading.streamArn, reading.shardId, position);
      const page = await reading.streams.read(iterator);
      isFailing = false;
      return page;
    } catch (error) {
      if (!isFailing && !stopping.aborted) reading.onReadFailure(error);
      isFailing = true;
      if (String(error).includes('TrimmedDataAccess')) position = 'oldest';
      // The iterator may have expired: read undelivered records again with a new one.
      iterator = undefined;
      waiting = [];
      return undefined;
    }
  };

  while (!stopping.aborted) {
    const page = await nextPage();
    if (page !== undefined) {
      waiting = [...waiting, ...page.records];
      iterator = page.next;
    }
    const isLast = page !== undefined && page.next === undefined;
    while (waiting.length > 0 && !stopping.aborted) {
      const isFull = waiting.length >= source.batchSize;
      if (!isFull && !isLast && waitedMs < source.windowMs) break;
      const batch = firstBatch(waiting, source.batchSize);
      const done = await reading.deliver(batch);
      const last = batch[done - 1];
      if (last !== undefined) {
        position = last.dynamodb.SequenceNumber;
        onCheckpoint(position);
      }
      waiting = waiting.slice(done);
      waitedMs = 0;
    }
    if (isLast) return;
    // Pages are small to keep little in memory, so the next one is already there.
    if (page?.isFull) continue;
    const isIdle = page === undefined || page.records.length === 0;
    if (isIdle && waiting.length === 0 && page !== undefined) reading.onCaughtUp();
    pauseMs = isIdle ? Math.min(idleMs, pauseMs * 1.5) : busyMs;
    if (waiting.length > 0) waitedMs += busyMs;
    await sleep(waiting.length > 0 ? busyMs : pauseMs);
  }
}
