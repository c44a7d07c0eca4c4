import { Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { apiName } from './api-name.ts';
import { Endpoint } from './endpoint.ts';
import { isOpen, routesOf } from './routes.ts';
import { ServiceApi } from './service-api.ts';
import type { Surroundings } from './service-function.ts';

export type ApiStackProps = StackProps & Readonly<{ surroundings: Surroundings }>;

/** The API and its functions: may be deployed, changed and destroyed without touching a payment. */
export class ApiStack extends Stack {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { surroundings, ...props }: ApiStackProps) {
    super(scope, id, props);
    const { stage } = surroundings;
    this.api = new ServiceApi(this, 'Api', { name: apiName(stage.name), stage, limit: stage.rateLimit });
    for (const route of routesOf(stage)) {
      const authorizationType = isOpen(route, stage) ? AuthorizationType.NONE : AuthorizationType.IAM;
      new Endpoint(this, route, { api: this.api, authorizationType }, surroundings);
    }
  }
}
