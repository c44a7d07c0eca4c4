import { EndpointType, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { patternsOf } from './method-patterns.ts';
import { isOpen, type Route, type RouteMethods } from './routes.ts';
import type { Stage } from './stage.ts';

export type PrivateRoute = RouteMethods & Pick<Route, 'paths' | 'open'>;
type PrivateApi = Readonly<{ stage: Stage; vpcEndpoints: readonly string[]; routes: readonly PrivateRoute[] }>;

/**
 * An API that these VPC endpoints reach and nothing else. Callers are authenticated and permitted as on the internet: a private API
 * must have a resource policy, and for a caller of its own account it is enough that either that policy or the caller's own allows
 * a signed request, so this one allows only requests that are not signed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function privateApi(
  scope: Construct,
  { stage, vpcEndpoints, routes }: PrivateApi,
): Pick<RestApiProps, 'endpointConfiguration' | 'policy'> {
  const elsewhere = { StringNotEquals: { 'aws:SourceVpce': [...vpcEndpoints] } };
  const unsigned = stage.auth === 'iam' ? openMethods(stage, routes) : ['execute-api:/*'];
  return {
    endpointConfiguration: {
      types: [EndpointType.PRIVATE],
      vpcEndpoints: vpcEndpoints.map((vpcEndpointId) =>
        InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, vpcEndpointId, { vpcEndpointId, port: 443 }),
      ),
    },
    policy: new PolicyDocument({
      statements: [
        ...(unsigned.length === 0 ? [] : [invoking(unsigned)]),
        invoking(['execute-api:/*'], { effect: Effect.DENY, conditions: elsewhere }),
      ],
    }),
  };
}

const invoking = (resources: string[], more = {}): PolicyStatement =>
  new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources, ...more });

const openMethods = (stage: Stage, routes: readonly PrivateRoute[]): string[] =>
  routes
    .filter((route) => isOpen(route, stage))
    .flatMap(patternsOf)
    .map(({ method, path }) => `execute-api:/${stage.name}/${method}${path}`);
