import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AwsIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Access } from './auth.ts';
import { functionName } from './function-name.ts';
import { methodsOf, type Route, type RouteMethods } from './routes.ts';
import type { Stage } from './stage.ts';

/** The alias of functions that ask the processor. */
export const liveAlias = 'live';

/**
 * Adds an API method for each path of a route. It calls the function by its name and imports nothing, because CloudFormation
 * refuses to remove what another stack imports: a roll-back to a release without the route would fail.
 */
export function addMethods(
  api: RestApi,
  route: RouteMethods & Pick<Route, 'name' | 'paths' | 'asksProcessor'>,
  { access, stage }: Readonly<{ access: Access; stage: Pick<Stage, 'name'> }>,
): void {
  const functionArn = Stack.of(api).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: `${functionName(stage.name, route.name)}${route.asksProcessor ? `:${liveAlias}` : ''}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  for (const path of route.paths) {
    for (const method of methodsOf(route)) {
      const integration = new AwsIntegration({
        service: 'lambda',
        proxy: true,
        path: `2015-03-31/functions/${functionArn}/invocations`,
      });
      api.root.resourceForPath(path).addMethod(method, integration, access);
    }
  }
}
