import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { liveAlias } from './api-methods.ts';
import { methodsOf, type Route, type RouteMethods } from './routes.ts';
import { ServiceFunction, type SharedFunctionProps } from './service-function.ts';
import type { TablePermissions } from './table-permissions.ts';

export type ApiFunctionProps = RouteMethods &
  Pick<Route, 'name' | 'paths' | 'calls' | 'asksProcessor' | 'schedulesDeliveries'> &
  Readonly<{ may: TablePermissions; timeoutSeconds?: number }>;

/** The function of one route, with the permissions of its API methods to call it. */
export class ApiFunction extends ServiceFunction {
  /**
   * The alias by which the API calls a function that asks the processor. Always there, because the API is deployed before
   * it: an alias that came and went with the canary would be missing for a while.
   */
  readonly alias: Alias | undefined;

  constructor(scope: Construct, route: ApiFunctionProps, api: RestApi, shared: SharedFunctionProps) {
    const { method, paths, asksProcessor } = route;
    super(scope, { ...route, description: `${method} ${paths.join(', ')}` }, shared);
    this.alias = asksProcessor
      ? new Alias(this.lambda, 'Live', { aliasName: liveAlias, version: this.lambda.currentVersion as IVersion })
      : undefined;
    const called = this.alias ?? this.lambda;
    for (const path of paths) {
      for (const each of methodsOf(route)) {
        called.addPermission(`${each} ${path}`, {
          principal: new ServicePrincipal('apigateway.amazonaws.com'),
          sourceArn: api.arnForExecuteApi(each, path.replaceAll(/\{[^}]+\}/g, '*'), shared.stage.name),
        });
      }
    }
  }
}
