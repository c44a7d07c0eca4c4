import type { Stack } from 'aws-cdk-lib';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { AlarmOptions } from './alarm-options.ts';
import type { Stage } from './stage.ts';

export const alarmTopicName = (stage: string): string => `payment-service-${stage}-alarms`;

/** The observability stack's topic by its name, because an import would block changes of that stack. Undefined if nobody hears of alarms. */
export function alarmTopicOf(scope: Stack, { name }: Stage, { email }: AlarmOptions): ITopic | undefined {
  if (email === undefined) return undefined;
  const arn = scope.formatArn({ service: 'sns', resource: alarmTopicName(name) });
  return Topic.fromTopicArn(scope, 'Alarms', arn);
}
