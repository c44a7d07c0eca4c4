import { CfnOutput } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type CallerPermission, callerPermissions, methodsOf, routesOf } from './routes.ts';
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

// `…/sandbox/POST/v1/payments/*/refund`: the asterisk matches any path parameter, with or without a trailing slash.
// Other paths are listed with and without the trailing slash that older clients send: both reach the same route, and AWS
// does not document which form IAM evaluates.
function methodArns(permission: CallerPermission, api: RestApi, stage: Stage): string[] {
  const routes = routesOf(stage).filter(({ requires }) => requires === permission);
  const patterns = routes.flatMap((route) =>
    route.paths
      .map((path) => path.replaceAll(/\{[^}]+\}/g, '*'))
      .flatMap((path) => (path.endsWith('*') ? [path] : [path, `${path}/`]))
      .flatMap((path) => methodsOf(route).map((method) => ({ method, path }))),
  );
  // An asterisk matches slashes as well, so `/v1/payments/*` allows `/v1/payments/*/receipt` already.
  const isCovered = ({ method, path }: (typeof patterns)[number]) =>
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
