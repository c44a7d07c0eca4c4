import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { accessLog, accessLogFormat } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { type PrivateRoute, privateApi, removePolicy } from './private-api.ts';
import type { Route } from './routes.ts';
import type { Stage } from './stage.ts';

export type ServiceApiProps = Readonly<{
  name: string;
  stage: Stage;
  limit: Stage['rateLimit'];
  /** VPC endpoints through which alone it can be reached. Empty: on the internet. Undefined: always there. */
  vpcEndpoints?: readonly string[];
  /** Routes that may have a limit of their own. */
  routes?: readonly (PrivateRoute & Pick<Route, 'limit'>)[];
}>;

/** A REST API of a stage. Errors that API Gateway produces have the same JSON shape as those of functions. */
export class ServiceApi extends RestApi {
  constructor(scope: Construct, id: string, { name, stage, limit, routes = [], vpcEndpoints }: ServiceApiProps) {
    const isKept = stage.kind === 'kept';
    const isPrivate = vpcEndpoints !== undefined && vpcEndpoints.length > 0;
    super(scope, id, {
      restApiName: name,
      ...(isPrivate ? privateApi(scope, { stage, vpcEndpoints, routes }) : { endpointTypes: [EndpointType.REGIONAL] }),
      // Passes bodies to the function as bytes, so that the function validates their encoding.
      binaryMediaTypes: ['*/*'],
      // Access logs need this role. It is one setting for the whole account and region, which a sandbox must not change.
      cloudWatchRole: isKept,
      // Retained even after a failed deployment: the account setting already refers to it, and other APIs log through it.
      // Its name is generated, so it does not block a retry.
      ...(isKept && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
      deployOptions: {
        stageName: stage.name,
        // Said in either case: a stage that was traced may stay so if its template says nothing.
        tracingEnabled: stage.isTraced,
        ...(isKept && { accessLogDestination: accessLog(scope, name, stage), accessLogFormat }),
        ...(limit && { throttlingRateLimit: limit.perSecond, throttlingBurstLimit: limit.burst }),
        ...(limit && { methodOptions: limitsOf(routes) }),
      },
    });
    if (vpcEndpoints !== undefined && !isPrivate) removePolicy(this);
    for (const { type, ...response } of gatewayResponses) {
      this.addGatewayResponse(type.responseType, { type, ...response });
    }
  }
}

function limitsOf(routes: NonNullable<ServiceApiProps['routes']>) {
  const limited = routes.flatMap(({ method, paths, limit }) =>
    limit === undefined
      ? []
      : paths.map((path) => [
          `${path}/${method}`,
          { throttlingRateLimit: limit.perSecond, throttlingBurstLimit: limit.burst },
        ]),
  );
  return Object.fromEntries(limited);
}

/** Address of an API for functions. `RestApi.url` ends with a slash and does not support emulators. */
export function urlOf(api: RestApi, stage: Stage): string {
  if (stage.emulatorUrl !== undefined) return `${stage.emulatorUrl}/_aws/execute-api/${api.restApiId}/${stage.name}`;
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${stage.name}`;
}
