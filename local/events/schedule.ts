import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { DeclaredSchedule } from '../template/declared.ts';
import { accountId, region } from '../template/physical.ts';

/** The event of a rule with a schedule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export function scheduledEvent({ ruleArn }: DeclaredSchedule, time: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

/**
 * Invokes a function again and again, the first time after one interval. Lambda would try a failed one twice more; here
 * the next interval does.
 */
export function startSchedule(
  schedule: DeclaredSchedule,
  invoke: (functionLogicalId: string, event: unknown) => Promise<InvocationResult>,
  log: (functionName: string, text: string) => void,
): Readonly<{ stop(): void }> {
  const { functionLogicalId, functionName, everyMs } = schedule;
  const timer = setInterval(() => {
    invoke(functionLogicalId, scheduledEvent(schedule, new Date())).catch((error: unknown) =>
      log(functionName, `not invoked by its schedule: ${String(error)}`),
    );
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
