import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Construct, Node } from 'constructs';
import type { Stage } from './stage.ts';
import { isOn } from './switch.ts';

/** Reads `-c tracing=on`. `npm start` traces unless it is off, and calls no X-Ray. */
export function tracingFrom(node: Node, kind: Stage['kind']): boolean {
  return isOn(node, 'tracing', kind === 'local' ? 'on' : 'off');
}

/** Modules that are in the bundles of a traced stage only: lib/provider-modules.ts. */
export const tracingModules = ({ isTraced }: Stage): readonly string[] => (isTraced ? ['xray'] : []);

/**
 * Traces a function. Not by CDK's `tracing`, which would put the permission for all resources, as X-Ray needs it, into the
 * function's own policy, where cdk-nag could no longer tell it from a mistake.
 */
export function traceFunction({ lambda, role }: Readonly<{ lambda: Lambda; role: Role }>): void {
  const { defaultChild } = lambda.node;
  if (defaultChild instanceof CfnFunction) defaultChild.tracingConfig = { mode: 'Active' };
  lambda.addEnvironment('TRACING', 'on');
  role.addManagedPolicy(policyIn(Stack.of(lambda)));
}

function policyIn(stack: Construct): ManagedPolicy {
  const found = stack.node.tryFindChild('Tracing');
  if (found instanceof ManagedPolicy) return found;
  return new ManagedPolicy(stack, 'Tracing', {
    description: 'Send traces to X-Ray',
    statements: [
      new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
    ],
  });
}
