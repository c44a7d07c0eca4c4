import {
  AccessLogField,
  AccessLogFormat,
  type IAccessLogDestination,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { encryptionOf } from './key.ts';
import { retainExceptOnCreate } from './removal-policy.ts';
import type { Stage } from './stage.ts';

/** Logs the route template instead of the request path, so the log holds nothing a client sent: no ids, bodies or headers. */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    request_id: AccessLogField.contextRequestId(),
    at: AccessLogField.contextRequestTime(),
    caller: AccessLogField.contextIdentityUserArn(),
    from: AccessLogField.contextIdentitySourceIp(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    latency_ms: AccessLogField.contextResponseLatency(),
    refused_as: AccessLogField.contextErrorResponseType(),
  }),
);

/** Access log of a kept stage's API. It also covers requests that API Gateway rejects before any function runs. */
export function accessLog(scope: Construct, apiName: string, stage: Stage): IAccessLogDestination {
  const logGroup = new LogGroup(scope, 'AccessLog', {
    logGroupName: `/aws/apigateway/${apiName}`,
    retention: stage.logRetention,
    ...encryptionOf(scope, stage),
    removalPolicy: retainExceptOnCreate(stage),
  });
  return new LogGroupLogDestination(logGroup);
}
