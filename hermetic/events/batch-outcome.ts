import type { InvocationResult } from '../lambda/invocation.ts';
import type { StreamRecord } from './streams-api.ts';

type BatchResponse = Readonly<{
  batchItemFailures?: readonly Readonly<{ itemIdentifier?: string | null }>[] | null;
}> | null;

/**
 * Number of records, from the first, that a function has completed: those before the first failure that it reports, or
 * none if its response is malformed. https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function completedCount(
  records: readonly StreamRecord[],
  result: Pick<InvocationResult, 'functionError' | 'payload'>,
  reportsFailures: boolean,
): number {
  if (result.functionError !== undefined) return 0;
  if (!reportsFailures) return records.length;
  const answer = JSON.parse(result.payload) as BatchResponse;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: { itemIdentifier?: unknown } | null) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  // -1 is an identifier that is not in the batch: then the whole batch has failed.
  return Math.max(0, Math.min(records.length, ...positions));
}
