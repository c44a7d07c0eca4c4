import type { InvocationResult } from '../lambda/invocation.ts';
import type { StreamRecord } from './streams-api.ts';

/** How many records, from the first, are done. */
export type Done = number;

type BatchResponse = Readonly<{
  batchItemFailures?: readonly Readonly<{ itemIdentifier?: string | null }>[] | null;
}> | null;

/**
 * What a function's answer says about its batch: everything before the first failure it names is done, and after an
 * answer that cannot be read nothing is.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function completedCount(
  records: readonly StreamRecord[],
  result: Pick<InvocationResult, 'functionError' | 'payload'>,
  reportsFailures: boolean,
): Done {
  if (result.functionError !== undefined) return 0;
  if (!reportsFailures) return records.length;
  const answer = JSON.parse(result.payload) as BatchResponse;
  const failures = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: { itemIdentifier?: unknown } | null) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  // -1 is an identifier that is not one of the batch: then all of it failed.
  return Math.max(0, Math.min(records.length, ...positions));
}
