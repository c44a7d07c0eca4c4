import type { InvocationResult } from '../lambda/invocation.ts';
import type { StreamRecord } from './streams-api.ts';

type BatchResponse = Readonly<{
  batchItemFailures?: readonly Readonly<{ itemIdentifier?: string | null }>[] | null;
}> | null;

/**
 * Number of records, from the first, that a function has completed: those before the first failure that it reports.
 * Undefined if the batch failed as a whole: the function threw, or its response is malformed or names no record of the batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function completedCount(
  records: readonly StreamRecord[],
  result: Pick<InvocationResult, 'functionError' | 'payload'>,
  reportsFailures: boolean,
): number | undefined {
  if (result.functionError !== undefined) return undefined;
  if (!reportsFailures) return records.length;
  const answer = JSON.parse(result.payload) as BatchResponse;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return undefined;
  const positions = failures.map((failure: { itemIdentifier?: unknown } | null) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  // -1 is an identifier that is not in the batch, such as an empty one.
  return positions.includes(-1) ? undefined : Math.min(records.length, ...positions);
}
