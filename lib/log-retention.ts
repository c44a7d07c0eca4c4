import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

const allowed: readonly number[] = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** Reads `-c logRetention=…` in days. Default: a year in kept stages, a week elsewhere. */
export function logRetentionFrom(node: Node, kind: Stage['kind']): RetentionDays {
  const given: unknown = node.tryGetContext('logRetention');
  if (given === undefined) return kind === 'kept' ? RetentionDays.ONE_YEAR : RetentionDays.ONE_WEEK;
  const days = allowed.find((each) => String(each) === String(given));
  if (days !== undefined) return days;
  throw new ContextError(
    `logRetention "${given}" must be a number of days that CloudWatch knows (${allowed.join(', ')}): cdk deploy -c logRetention=731`,
  );
}
