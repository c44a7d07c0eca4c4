import { Duration, type Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationLoadBalancer,
  type ApplicationTargetGroup,
  HttpCodeElb,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { addAlarms } from './add-alarms.ts';
import type { AlarmOptions } from './alarm-options.ts';
import { alarmTopicOf } from './alarm-topic.ts';
import type { AlarmDefinition } from './alarms.ts';
import type { Stage } from './stage.ts';

type BalancedTasks = Readonly<{ balancer: ApplicationLoadBalancer; tasks: ApplicationTargetGroup }>;

const most = { statistic: Stats.MAXIMUM, period: Duration.minutes(1) };
const count = { statistic: Stats.SUM, period: Duration.minutes(1) };

/** Alarms of the edge's stack: each has a runbook in docs/operations.md. */
// biome-ignore format: one alarm, one line
export const edgeAlarms: readonly AlarmDefinition<BalancedTasks>[] = [
  // Tasks that do not even start are never registered, so none of them counts as unhealthy.
  { name: 'edge-down', metric: ({ tasks }) => tasks.metrics.healthyHostCount(most), threshold: 1, below: true, minutes: [3, 5], silenceIsBad: true },
  { name: 'edge-unhealthy', metric: ({ tasks }) => tasks.metrics.unhealthyHostCount(most), threshold: 0, minutes: [3, 5] },
  // Only the load balancer's own: the edge answers 200 even for a failed call, as gRPC requires.
  { name: 'edge-5xx', metric: ({ balancer }) => balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, count), threshold: 0, minutes: [3, 5] },
];

export function addEdgeAlarms(
  stack: Stack,
  { service, ...of }: BalancedTasks & Readonly<{ service: FargateService }>,
  { stage, alarms }: Readonly<{ stage: Stage; alarms: AlarmOptions }>,
): void {
  const topic = alarmTopicOf(stack, stage, alarms);
  // Before its first task runs, the edge of a new stage would count as down.
  for (const alarm of addAlarms(stack, edgeAlarms, of, { stage, topic })) alarm.node.addDependency(service);
}
