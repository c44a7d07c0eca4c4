import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

export type AlarmOptions = Readonly<{
  /** Who is told; nobody, if it is left out: the alarms are on their page all the same. */
  email: string | undefined;
  dashboard: boolean;
}>;

/** `-c alarmEmail=you@example.com`, and `-c dashboard=on` or `off`: on where data is kept, if it is not said. */
export function alarmOptionsFrom(node: Node, { kind }: Pick<Stage, 'kind'>): AlarmOptions {
  const given: unknown = node.tryGetContext('alarmEmail');
  const email = given === undefined ? undefined : String(given);
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new ContextError(`alarmEmail "${email}" is not an address: cdk deploy -c alarmEmail=you@example.com`);
  }
  const dashboard = String(node.tryGetContext('dashboard') ?? (kind === 'kept' ? 'on' : 'off'));
  if (dashboard !== 'on' && dashboard !== 'off') {
    throw new ContextError(`dashboard "${dashboard}" must be on or off: cdk deploy -c dashboard=on`);
  }
  return { email, dashboard: dashboard === 'on' };
}
