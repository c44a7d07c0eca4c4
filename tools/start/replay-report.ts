import type { FunctionLogLine, InvocationResult } from '../../hermetic/lambda/invocation.ts';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';

/** The lines that `sam local invoke` writes to stderr about an invocation. */
export function reportLines(
  { handler, runtime, memoryMb }: FunctionDefinition,
  { requestId, initMs, durationMs, maxMemoryMb }: InvocationResult,
  logs: readonly FunctionLogLine[],
): readonly string[] {
  const billedMs = Math.ceil((initMs ?? 0) + durationMs);
  const report = [
    `REPORT RequestId: ${requestId}`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${maxMemoryMb} MB`,
  ];
  return [
    `Invoking ${handler} (${runtime})`,
    `START RequestId: ${requestId} Version: $LATEST`,
    ...logs.map(({ text }) => text),
    `END RequestId: ${requestId}`,
    report.join('\t'),
  ];
}
