import { Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { apiName } from './api-name.ts';
import { Endpoint } from './endpoint.ts';
import { routes } from './routes.ts';
import { ServiceApi } from './service-api.ts';
import type { Surroundings } from './service-function.ts';

export type ApiStackProps = StackProps & Readonly<{ surroundings: Surroundings }>;

/** The API and its functions: may be deployed, changed and destroyed without touching a payment. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { surroundings, ...props }: ApiStackProps) {
    super(scope, id, props);
    const { stage } = surroundings;
    const api = new ServiceApi(this, 'Api', { name: apiName(stage.name), stage, limit: stage.rateLimit });
    const authorizationType = stage.kind === 'local' ? AuthorizationType.NONE : AuthorizationType.IAM;
    for (const route of routes) new Endpoint(this, route, { api, authorizationType }, surroundings);
  }
}
