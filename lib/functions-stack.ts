import { Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ApiFunction } from './api-function.ts';
import type { CanaryStack } from './canary-stack.ts';
import type { Route } from './routes.ts';
import type { SharedFunctionProps } from './service-function.ts';

export type FunctionsStackProps = StackProps &
  Readonly<{
    shared: SharedFunctionProps;
    api: RestApi;
    routes: readonly Route[];
    /** Releases new versions step by step. */
    canary: CanaryStack | undefined;
  }>;

/**
 * Functions of some routes of the API. Deployed after the API, which calls them by name: a deployment of functions changes
 * nothing of the API's stack. A route that a release drops goes with the first of these stacks (lib/api-redeployment.ts),
 * whose functions CloudFormation deletes last.
 */
export class FunctionsStack extends Stack {
  constructor(scope: Construct, id: string, { shared, api, routes, canary, ...props }: FunctionsStackProps) {
    super(scope, id, props);
    for (const route of routes) {
      const made = new ApiFunction(this, route, api, shared);
      if (made.alias !== undefined) canary?.release(route.name, made.alias);
    }
  }
}
