import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import { defaultAccountConcurrency } from './service-metrics.ts';
import type { Stage } from './stage.ts';
import { isOn } from './switch.ts';

export type AlarmOptions = Readonly<{
  /** Recipient of alarm mails. Without one (`alarmEmail=none` in kept stages), alarms only show in CloudWatch. */
  email: string | undefined;
  dashboard: boolean;
  /** Functions that the account may run at once. */
  accountConcurrency: number;
}>;

/**
 * Reads `-c alarmEmail=you@example.com|none`, `-c dashboard=on|off` (default: `on` in kept stages, `off` elsewhere) and
 * `-c accountConcurrency=…`. A kept stage has to say who hears of its alarms, or that nobody does.
 */
export function alarmOptionsFrom(node: Node, { kind }: Pick<Stage, 'kind'>): AlarmOptions {
  const given: unknown = node.tryGetContext('alarmEmail');
  if (given === undefined && kind === 'kept') {
    throw new ContextError(
      'nobody would hear of the alarms of this stage: cdk deploy -c alarmEmail=you@example.com; if nobody has to, -c alarmEmail=none',
    );
  }
  const email = given === undefined || given === 'none' ? undefined : String(given);
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new ContextError(`alarmEmail "${email}" is not an e-mail address: cdk deploy -c alarmEmail=you@example.com`);
  }
  const dashboard = isOn(node, 'dashboard', kind === 'kept' ? 'on' : 'off');
  const accountConcurrency = Number(node.tryGetContext('accountConcurrency') ?? defaultAccountConcurrency);
  if (!Number.isInteger(accountConcurrency) || accountConcurrency < 10) {
    throw new ContextError(
      `accountConcurrency "${node.tryGetContext('accountConcurrency')}" must be a whole number of at least 10: cdk deploy -c accountConcurrency=3000`,
    );
  }
  return { email, dashboard, accountConcurrency };
}
