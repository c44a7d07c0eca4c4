import { CfnOutput } from 'aws-cdk-lib';
import { type RestApi, ApiKey as RestApiKey } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export type ApiKeyProps = Readonly<{ api: RestApi; stage: Stage }>;

/**
 * One API key and its usage plan. API Gateway generates the key's value, so it appears in no template; the stack output
 * is the command that prints it.
 */
export class ApiKey extends Construct {
  constructor(scope: Construct, id: string, { api, stage }: ApiKeyProps) {
    super(scope, id);
    const name = `payment-service-${stage.name}`;
    const key = new RestApiKey(this, 'ApiKey', { apiKeyName: name });
    // Without a limit of its own, which would be one for all methods together. The stage's is for each.
    const plan = api.addUsagePlan('Plan', { name, apiStages: [{ stage: api.deploymentStage }] });
    plan.addApiKey(key);
    new CfnOutput(this, 'HowToRead', {
      value: `aws apigateway get-api-key --include-value --query value --output text --api-key ${key.keyId}`,
      description: 'Prints the API key that clients send as x-api-key',
    });
  }
}
