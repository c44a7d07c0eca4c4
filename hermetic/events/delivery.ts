import type { InvocationResult } from '../lambda/invocation.ts';
import type { EventSourceDefinition } from '../template/app-definition.ts';
import { completedCount } from './batch-outcome.ts';
import type { FailureCondition } from './dead-letter.ts';
import { streamEvent } from './stream-event.ts';
import type { StreamRecord } from './streams-api.ts';

export type DeliveryOptions = Readonly<{
  invoke: (event: unknown) => Promise<InvocationResult>;
  /** Called with records that are given up. */
  abandon: (condition: FailureCondition, attempts: number, records: readonly StreamRecord[]) => void;
  now: () => number;
  /** The age of a record counts from its creation, but not from before this instant. */
  agesFrom: number;
  /** Ends early once `stopping` is aborted. */
  sleep: (ms: number) => Promise<void>;
  stopping: AbortSignal;
}>;

/** Shorter than on Lambda, which waits up to a minute, because a person is watching. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Delivers a batch in order until every record is completed or given up. Resolves with their number, which is less than
 * all only if it was stopped. If the source bisects, a batch that fails as a whole is split without using up a retry, so that
 * in the end only the record that always fails is given up. As on Lambda, a batch whose function names its first record as
 * failed is not split: all of it is retried, and in the end given up.
 */
export async function deliver(
  source: EventSourceDefinition,
  records: readonly StreamRecord[],
  delivering: DeliveryOptions,
): Promise<number> {
  const { invoke, abandon, now, agesFrom, sleep, stopping } = delivering;
  const isOld = ({ dynamodb }: StreamRecord) =>
    now() - Math.max(agesFrom, 1000 * dynamodb.ApproximateCreationDateTime) > source.maxAgeMs;
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
    if (newlyDone !== undefined && newlyDone > 0) {
      done += newlyDone;
      failures = 0;
      continue;
    }
    if (stopping.aborted) return done;
    if (newlyDone === undefined && source.bisects && rest.length > 1) {
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
): Promise<number | undefined> {
  try {
    const result = await invoke(streamEvent(records, source.streamArn));
    return completedCount(records, result, source.reportsFailures);
  } catch {
    // Lambda refused the invocation: the queue is full, or everything is being stopped.
    return undefined;
  }
}
