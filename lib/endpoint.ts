import { type AuthorizationType, LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Rights } from './rights.ts';
import type { Service } from './routes.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';

export type EndpointProps = Readonly<{
  name: string;
  method: string;
  paths: readonly string[];
  may: Rights;
  calls?: readonly Service[];
}>;

export type ServedBy = Readonly<{ api: RestApi; authorizationType: AuthorizationType }>;

/** One route whole: its function, and a method of the API for each of its paths. */
export class Endpoint extends ServiceFunction {
  constructor(
    scope: Construct,
    route: EndpointProps,
    { api, authorizationType }: ServedBy,
    surroundings: Surroundings,
  ) {
    const { name, method, paths, may, calls } = route;
    super(scope, { name, description: `${method} ${paths.join(', ')}`, may, calls }, surroundings);
    for (const path of paths) {
      const integration = new LambdaIntegration(this.lambda, { allowTestInvoke: false });
      api.root.resourceForPath(path).addMethod(method, integration, { authorizationType });
    }
  }
}
