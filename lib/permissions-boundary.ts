import { type App, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Stage } from './stage.ts';

/** Bounds every role of every stack of the app, those that the CDK adds included. */
export function boundRoles(app: App, { security: { permissionsBoundary } }: Stage): void {
  if (permissionsBoundary === undefined) return;
  const isArn = permissionsBoundary.startsWith('arn:');
  for (const stack of app.node.children.filter(Stack.isStack)) {
    const policy = isArn
      ? ManagedPolicy.fromManagedPolicyArn(stack, 'PermissionsBoundary', permissionsBoundary)
      : ManagedPolicy.fromManagedPolicyName(stack, 'PermissionsBoundary', permissionsBoundary);
    PermissionsBoundary.of(stack).apply(policy);
  }
}
