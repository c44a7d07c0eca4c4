import type { FunctionDefinition, ScheduleDefinition } from './app-definition.ts';
import { pointedAt } from './template-function.ts';
import type { TemplateResource } from './template-resource.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The schedule that an AWS::Events::Rule with a rate declares. */
export function scheduleFrom(
  declaration: TemplateResource,
  functions: readonly FunctionDefinition[],
): ScheduleDefinition {
  const { optional, required, error } = declaration;
  if (optional('EventPattern') !== undefined) throw error('EventPattern does not run here.');
  const expression = required<string>('ScheduleExpression');
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? 0);
  if (everyMs === 0) throw error(`${expression} does not run here, only rate(…) does.`);
  const targets = required<readonly Readonly<{ Arn: string; Input?: unknown }>[]>('Targets');
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw error('only one target runs here.');
  const called = pointedAt(declaration, target.Arn, functions);
  return {
    name: declaration.ref(),
    ruleArn: declaration.attribute('Arn'),
    functionLogicalId: called.logicalId,
    functionName: called.name,
    everyMs,
  };
}
