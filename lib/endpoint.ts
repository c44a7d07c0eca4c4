import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Access } from './auth.ts';
import type { Rights } from './rights.ts';
import { methodsOf, type Route, type ServedMethods } from './routes.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';

export type EndpointProps = ServedMethods &
  Pick<Route, 'name' | 'paths' | 'calls' | 'asksProcessor'> &
  Readonly<{ may: Rights; timeoutSeconds?: number }>;

export type ServedBy = Readonly<{ api: RestApi; access: Access }>;

/** One route whole: its function, and the API's methods for each of its paths. */
export class Endpoint extends ServiceFunction {
  constructor(scope: Construct, route: EndpointProps, { api, access }: ServedBy, surroundings: Surroundings) {
    const { method, paths } = route;
    super(scope, { ...route, description: `${method} ${paths.join(', ')}` }, surroundings);
    for (const path of paths) {
      for (const each of methodsOf(route)) {
        const integration = new LambdaIntegration(this.lambda, { allowTestInvoke: false });
        api.root.resourceForPath(path).addMethod(each, integration, access);
      }
    }
  }
}
