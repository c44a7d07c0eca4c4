import { randomUUID } from 'node:crypto';
import type { EventSourceDefinition } from '../template/app-definition.ts';
import { functionArn } from '../template/physical-ids.ts';
import type { StreamRecord } from './streams-api.ts';

export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/**
 * The message that Lambda sends to an on-failure destination. It tells where the records are, not what they contain.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export type DeadLetter = ReturnType<typeof deadLetter>;

export function deadLetter(
  source: EventSourceDefinition,
  shardId: string,
  condition: FailureCondition,
  attempts: number,
  records: readonly StreamRecord[],
  now: number = Date.now(),
) {
  const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
  const arrival = (of: StreamRecord['dynamodb'] | undefined) =>
    new Date(1000 * (of?.ApproximateCreationDateTime ?? 0)).toISOString();
  return {
    destination: source.onFailure ?? 'nowhere',
    requestContext: {
      requestId: randomUUID(),
      functionArn: functionArn(source.functionName),
      condition,
      approximateInvokeCount: attempts,
    },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: source.streamArn,
    },
  };
}

const mostKept = 1_000;

/** Adds a letter to a list of bounded length, dropping the oldest. */
export function keepLatest(letters: DeadLetter[], letter: DeadLetter): void {
  letters.push(letter);
  if (letters.length > mostKept) letters.shift();
}
