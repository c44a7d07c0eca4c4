import type { FunctionDefinition, ScheduleDefinition } from './app-definition.ts';
import { referencedFunction } from './template-function.ts';
import type { TemplateResource } from './template-resource.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

type RuleTarget = Readonly<{ Arn: string } & Partial<Record<(typeof otherEvents)[number], unknown>>>;

/** Properties of a target that replace the event of the schedule. */
const otherEvents = ['Input', 'InputPath', 'InputTransformer'] as const;

/** Reads an AWS::Events::Rule with a rate. One that is disabled never runs. */
export function scheduleFrom(
  resource: TemplateResource,
  functions: readonly FunctionDefinition[],
): readonly ScheduleDefinition[] {
  const { optional, required, refuse, error } = resource;
  if (optional('State') === 'DISABLED') return [];
  refuse(['EventPattern']);
  const expression = required<string>('ScheduleExpression');
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? 0);
  if (everyMs === 0) throw error(`${expression} is not supported, only rate(…).`);
  const targets = required<readonly RuleTarget[]>('Targets');
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw error('only one target is supported.');
  for (const property of otherEvents) {
    if (target[property] !== undefined) throw error(`${property} of a target is not supported.`);
  }
  const called = referencedFunction(resource, target.Arn, functions);
  const schedule: ScheduleDefinition = {
    name: resource.ref(),
    ruleArn: resource.attribute('Arn'),
    functionLogicalId: called.logicalId,
    functionName: called.name,
    everyMs,
  };
  return [schedule];
}
