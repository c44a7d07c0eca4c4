import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';

/** Reads `-c workerConcurrency=…`: executions that Lambda keeps free for each worker, and the most that it may have. */
export function workerConcurrencyFrom(node: Node): number | undefined {
  const given: unknown = node.tryGetContext('workerConcurrency');
  if (given === undefined) return undefined;
  const count = Number(given);
  // With 1, a scheduled run that is late would throttle the next one.
  if (Number.isInteger(count) && count >= 2 && count <= 100) return count;
  throw new ContextError(
    `workerConcurrency "${given}" must be a whole number from 2 to 100: cdk deploy -c workerConcurrency=5`,
  );
}
