import { CfnOutput } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Allowance, allowances, methodsOf, routesOf } from './routes.ts';
import type { Stage } from './stage.ts';

export type CallerPoliciesProps = Readonly<{ api: RestApi; stage: Stage }>;

/** A policy for each allowance, to attach to who calls the API: it lists the methods, and none is in two of them. */
export class CallerPolicies extends Construct {
  constructor(scope: Construct, id: string, { api, stage }: CallerPoliciesProps) {
    super(scope, id);
    for (const allowance of allowances) {
      const policy = new ManagedPolicy(this, allowance, {
        managedPolicyName: `payment-service-${stage.name}-${allowance}`,
        statements: [
          new PolicyStatement({ actions: ['execute-api:Invoke'], resources: methodArns(allowance, api, stage) }),
        ],
      });
      new CfnOutput(this, `${allowance}Arn`, {
        value: policy.managedPolicyArn,
        description: `Attach it to whom the API is to let ${allowance}`,
      });
    }
  }
}

// `…/sandbox/POST/v1/payments/*/refund`: the value of a path parameter is anything, also with a slash behind it. Elsewhere
// the slash that older clients put at the end is listed: it is the same route, and nobody says what IAM is asked for.
const methodArns = (allowance: Allowance, api: RestApi, stage: Stage): string[] =>
  routesOf(stage)
    .filter(({ allows }) => allows === allowance)
    .flatMap((route) =>
      route.paths
        .map((path) => path.replaceAll(/\{[^}]+\}/g, '*'))
        .flatMap((path) => (path.endsWith('*') ? [path] : [path, `${path}/`]))
        .flatMap((path) => methodsOf(route).map((method) => api.arnForExecuteApi(method, path, stage.name))),
    );
