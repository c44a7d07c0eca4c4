import { LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Access } from './auth.ts';
import type { Canary } from './canary.ts';
import { methodsOf, type Route, type RouteMethods } from './routes.ts';
import { ServiceFunction, type SharedFunctionProps } from './service-function.ts';
import type { TablePermissions } from './table-permissions.ts';

export type EndpointProps = RouteMethods &
  Pick<Route, 'name' | 'paths' | 'calls' | 'asksProcessor'> &
  Readonly<{ may: TablePermissions; timeoutSeconds?: number }>;

export type EndpointApi = Readonly<{
  api: RestApi;
  access: Access;
  /** Releases new versions of the function step by step. */
  canary?: Canary | undefined;
}>;

/** One route: its function, and an API method for each of its paths. */
export class Endpoint extends ServiceFunction {
  constructor(
    scope: Construct,
    route: EndpointProps,
    { api, access, canary }: EndpointApi,
    shared: SharedFunctionProps,
  ) {
    const { method, paths } = route;
    super(scope, { ...route, description: `${method} ${paths.join(', ')}` }, shared);
    const target = canary === undefined ? this.lambda : canary.release(route.name, this.lambda);
    for (const path of paths) {
      for (const each of methodsOf(route)) {
        const integration = new LambdaIntegration(target, { allowTestInvoke: false });
        api.root.resourceForPath(path).addMethod(each, integration, access);
      }
    }
  }
}
