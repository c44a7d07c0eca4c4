import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, Node } from 'constructs';
import { ContextError } from './context-error.ts';

/**
 * Reads `-c eventBus=NAME`: an EventBridge bus in the stage's account and region that gets every event. It is not created here,
 * because whoever consumes its events owns it. Undefined by default, and for `off`.
 */
export function eventBusFrom(node: Node, kind: 'local' | 'sandbox' | 'kept'): string | undefined {
  const name = String(node.tryGetContext('eventBus') ?? 'off');
  if (name === 'off') return undefined;
  if (name === 'on' || !/^[/.\-_A-Za-z0-9]{1,256}$/.test(name)) {
    throw new ContextError(
      `eventBus "${name}" must be the name of an EventBridge bus: cdk deploy -c eventBus=payments`,
    );
  }
  if (kind === 'local') throw new ContextError('eventBus is only for deployed stages: cdk deploy -c stage=sandbox');
  return name;
}

/** Permission to put events on this bus and no other. */
export function eventBusPermission(scope: Construct, name: string): PolicyStatement {
  const arn = Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: name });
  return new PolicyStatement({ actions: ['events:PutEvents'], resources: [arn] });
}
