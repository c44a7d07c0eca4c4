import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { accessLog, accessLogFormat } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';
import type { Stage } from './stage.ts';

export type ServiceApiProps = Readonly<{ name: string; stage: Stage; limit: Stage['rateLimit'] }>;

/** A REST API of a stage: what it refuses by itself is answered like everything else. */
export class ServiceApi extends RestApi {
  constructor(scope: Construct, id: string, { name, stage, limit }: ServiceApiProps) {
    const isKept = stage.kind === 'kept';
    super(scope, id, {
      restApiName: name,
      endpointTypes: [EndpointType.REGIONAL],
      // Bodies reach the function as the bytes that were sent, so that it alone judges their encoding.
      binaryMediaTypes: ['*/*'],
      // An access log needs this role, one for the whole account and region: a sandbox does not touch such settings.
      cloudWatchRole: isKept,
      // Kept after a failed deployment as well: the account's setting names it by then, and other APIs log by it. Its name
      // is generated, so it does not block a retry.
      ...(isKept && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
      deployOptions: {
        stageName: stage.name,
        ...(isKept && { accessLogDestination: accessLog(scope, name, stage), accessLogFormat }),
        ...(limit && { throttlingRateLimit: limit.perSecond, throttlingBurstLimit: limit.burst }),
      },
    });
    for (const { type, ...response } of gatewayResponses) {
      this.addGatewayResponse(type.responseType, { type, ...response });
    }
  }
}

/** Where functions reach a stage's API; `RestApi.url` ends with a slash, and knows of no emulator. */
export function urlOf(api: RestApi, stage: Stage): string {
  if (stage.emulatorUrl !== undefined) return `${stage.emulatorUrl}/_aws/execute-api/${api.restApiId}/${stage.name}`;
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${stage.name}`;
}
