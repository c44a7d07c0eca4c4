import { CfnRestApi, EndpointType, type RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
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

/**
 * CloudFormation keeps the policy of an API whose template does not mention one, so an API that is private no longer would
 * refuse all calls from the internet. An empty text is no policy, for an API that is created as well: the Serverless Framework has
 * written it into all its templates since 2020. The CDK's type does not allow it.
 * https://github.com/aws/aws-cdk/issues/21840, https://github.com/serverless/serverless/pull/7212
 */
export function removePolicy(api: RestApi): void {
  const { defaultChild } = api.node;
  if (defaultChild instanceof CfnRestApi) defaultChild.addPropertyOverride('Policy', '');
}

const invoking = (resources: string[], more = {}): PolicyStatement =>
  new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources, ...more });

const openMethods = (stage: Stage, routes: readonly PrivateRoute[]): string[] =>
  routes
    .filter((route) => isOpen(route, stage))
    .flatMap(patternsOf)
    .map(({ method, path }) => `execute-api:/${stage.name}/${method}${path}`);
