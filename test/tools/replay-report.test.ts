import { expect, it } from 'vitest';
import type { InvocationResult } from '../../hermetic/lambda/invocation.ts';
import { reportLines } from '../../tools/start/replay-report.ts';

const declared = {
  logicalId: 'F',
  name: 'payment-service-local-f',
  codeDir: '.',
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutMs: 10_000,
  memoryMb: 512,
  environment: {},
  loggingFormat: 'JSON',
  applicationLogLevel: undefined,
} as const;
const warm: InvocationResult = { requestId: 'abc', payload: '1', durationMs: 2.345, maxMemoryMb: 60 };

it('reports an invocation as sam local invoke does', () => {
  expect(reportLines(declared, { ...warm, initMs: 70.001 }, [{ functionName: 'f', text: 'a line' }])).toEqual([
    'Invoking index.handler (nodejs24.x)',
    'START RequestId: abc Version: $LATEST',
    'a line',
    'END RequestId: abc',
    'REPORT RequestId: abc\tInit Duration: 70.00 ms\tDuration: 2.35 ms\tBilled Duration: 73 ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB',
  ]);
});

it('reports no init of a warm environment', () => {
  expect(reportLines(declared, warm, []).at(-1)).toBe(
    'REPORT RequestId: abc\tDuration: 2.35 ms\tBilled Duration: 3 ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB',
  );
});
