import type { FunctionDefinition, ScheduleDefinition } from './app-definition.ts';
import { referencedFunction } from './template-function.ts';
import type { TemplateResource } from './template-resource.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads an AWS::Events::Rule with a rate. */
export function scheduleFrom(resource: TemplateResource, functions: readonly FunctionDefinition[]): ScheduleDefinition {
  const { optional, required, error } = resource;
  if (optional('EventPattern') !== undefined) throw error('EventPattern is not supported.');
  const expression = required<string>('ScheduleExpression');
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? 0);
  if (everyMs === 0) throw error(`${expression} is not supported, only rate(…).`);
  const targets = required<readonly Readonly<{ Arn: string; Input?: unknown }>[]>('Targets');
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw error('only one target is supported.');
  const called = referencedFunction(resource, target.Arn, functions);
  return {
    name: resource.ref(),
    ruleArn: resource.attribute('Arn'),
    functionLogicalId: called.logicalId,
    functionName: called.name,
    everyMs,
  };
}
