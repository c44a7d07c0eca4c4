import { CfnDeployment, Deployment, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export type ApiRedeploymentProps = Readonly<{ api: RestApi; stage: Stage }>;

/**
 * Deploys an API once more, from a stack that is deployed after its own. CloudFormation makes a stack's new deployment of an
 * API before it deletes the methods that a release drops, so that one still serves them, and nothing is behind them
 * (https://github.com/serverless/serverless/issues/7542). This one is made when they are gone.
 */
export class ApiRedeployment extends Deployment {
  constructor(scope: Construct, id: string, { api, stage }: ApiRedeploymentProps) {
    // Retained, because API Gateway refuses to delete a deployment that a stage serves. All go with the API.
    super(scope, id, { api: api.root.api, stageName: stage.name, retainDeployments: true });
    const own = api.latestDeployment?.node.defaultChild;
    if (own instanceof CfnDeployment) this.addToLogicalId(own.logicalId);
  }
}
