import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

export type AlarmOptions = Readonly<{
  /** Recipient of alarm mails. Without one, alarms only show in CloudWatch. */
  email: string | undefined;
  dashboard: boolean;
}>;

/** Reads `-c alarmEmail=you@example.com` and `-c dashboard=on|off`. Default: `on` in kept stages, `off` elsewhere. */
export function alarmOptionsFrom(node: Node, { kind }: Pick<Stage, 'kind'>): AlarmOptions {
  const given: unknown = node.tryGetContext('alarmEmail');
  const email = given === undefined ? undefined : String(given);
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new ContextError(`alarmEmail "${email}" is not an e-mail address: cdk deploy -c alarmEmail=you@example.com`);
  }
  const dashboard = String(node.tryGetContext('dashboard') ?? (kind === 'kept' ? 'on' : 'off'));
  if (dashboard !== 'on' && dashboard !== 'off') {
    throw new ContextError(`dashboard "${dashboard}" must be on or off: cdk deploy -c dashboard=on`);
  }
  return { email, dashboard: dashboard === 'on' };
}
