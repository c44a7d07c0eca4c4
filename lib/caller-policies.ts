import { CfnOutput } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type MethodPattern, patternsOf } from './method-patterns.ts';
import { type CallerPermission, callerPermissions, routesOf } from './routes.ts';
import type { Stage } from './stage.ts';

export type CallerPoliciesProps = Readonly<{ api: RestApi; stage: Stage }>;

/** One managed policy per caller permission, to attach to callers' roles. Every API method is in exactly one policy. */
export class CallerPolicies extends Construct {
  constructor(scope: Construct, id: string, { api, stage }: CallerPoliciesProps) {
    super(scope, id);
    for (const permission of callerPermissions) {
      const policy = new ManagedPolicy(this, permission, {
        managedPolicyName: `payment-service-${stage.name}-${permission}`,
        statements: [
          new PolicyStatement({ actions: ['execute-api:Invoke'], resources: methodArns(permission, api, stage) }),
        ],
      });
      new CfnOutput(this, `${permission}Arn`, {
        value: policy.managedPolicyArn,
        description: `Attach this policy to callers that may ${permission}`,
      });
    }
  }
}

function methodArns(permission: CallerPermission, api: RestApi, stage: Stage): string[] {
  const routes = routesOf(stage).filter(({ requires }) => requires === permission);
  const patterns = routes.flatMap(patternsOf);
  // An asterisk matches slashes as well, so `/v1/payments/*` allows `/v1/payments/*/receipt` already.
  const isCovered = ({ method, path }: MethodPattern) =>
    patterns.some(
      (other) =>
        other.method === method &&
        other.path !== path &&
        other.path.endsWith('*') &&
        path.startsWith(other.path.slice(0, -1)),
    );
  return patterns
    .filter((pattern) => !isCovered(pattern))
    .map(({ method, path }) => api.arnForExecuteApi(method, path, stage.name));
}
