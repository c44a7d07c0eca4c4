import type { InvocationResult } from '../lambda/invocation.ts';
import type { EventSourceDefinition } from '../template/app-definition.ts';
import { completedCount } from './batch-outcome.ts';
import type { FailureCondition } from './dead-letter.ts';
import { streamEvent } from './stream-event.ts';
import type { StreamRecord } from './streams-api.ts';

export type DeliveryOptions = Readonly<{
  invoke: (event: unknown) => Promise<InvocationResult>;
  /** Told of records that will not be tried again. */
  abandon: (condition: FailureCondition, attempts: number, records: readonly StreamRecord[]) => void;
  now: () => number;
  /** Ends early when `stopping` is aborted. */
  sleep: (ms: number) => Promise<void>;
  stopping: AbortSignal;
}>;

/** Lambda waits longer and up to a minute; here somebody looks on. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Gives a batch to a function until every record is done or given up, in their order. Gives how many are: fewer than
 * all only when it was stopped. A batch that fails from its first record on is split where the source says so, which
 * costs no retry; so a record that always fails is left alone in the end, and only that one is given up.
 */
export async function deliver(
  source: EventSourceDefinition,
  records: readonly StreamRecord[],
  delivering: DeliveryOptions,
): Promise<number> {
  const { invoke, abandon, now, sleep, stopping } = delivering;
  const isOld = ({ dynamodb }: StreamRecord) => now() - 1000 * dynamodb.ApproximateCreationDateTime > source.maxAgeMs;
  let done = 0;
  for (let failures = 0; done < records.length; ) {
    if (stopping.aborted) return done;
    const young = records.findIndex((record, index) => index >= done && !isOld(record));
    const from = young === -1 ? records.length : young;
    if (from > done) abandon('RecordAgeExceeded', failures, records.slice(done, from));
    const rest = records.slice(from);
    done = from;
    if (rest.length === 0) return done;
    const newlyDone = await attempt(source, rest, invoke);
    done += newlyDone;
    if (newlyDone > 0) {
      failures = 0;
      continue;
    }
    if (stopping.aborted) return done;
    if (source.bisects && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2);
      const first = await deliver(source, rest.slice(0, middle), delivering);
      if (first < middle) return done + first;
      return done + middle + (await deliver(source, rest.slice(middle), delivering));
    }
    failures += 1;
    if (failures > source.maxRetries) {
      abandon('RetryAttemptsExhausted', failures, rest);
      return records.length;
    }
    await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)));
  }
  return done;
}

async function attempt(
  source: EventSourceDefinition,
  records: readonly StreamRecord[],
  invoke: DeliveryOptions['invoke'],
): Promise<number> {
  try {
    const result = await invoke(streamEvent(records, source.streamArn));
    return completedCount(records, result, source.reportsFailures);
  } catch {
    // Lambda did not take it: too many run already, or all are being stopped.
    return 0;
  }
}
