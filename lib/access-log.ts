import {
  AccessLogField,
  AccessLogFormat,
  type IAccessLogDestination,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { keptOnceCreated } from './removal-policy.ts';
import type { Stage } from './stage.ts';

/** The path is that of the route, so that nothing of what a caller sent is in the log: no id, no body, no header. */
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

/** Where an API of a kept stage logs who asked for what, of what no function saw too. */
export function accessLog(scope: Construct, apiName: string, stage: Stage): IAccessLogDestination {
  const logGroup = new LogGroup(scope, 'AccessLog', {
    logGroupName: `/aws/apigateway/${apiName}`,
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: keptOnceCreated(stage),
  });
  return new LogGroupLogDestination(logGroup);
}
