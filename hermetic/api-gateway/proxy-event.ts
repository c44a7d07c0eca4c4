import type { InjectedFault } from '../lambda/fault-source.ts';
import { accountId, generatedId } from '../template/physical-ids.ts';
import type { RouteMatch } from './gateway-router.ts';
import { isBinary } from './media-type.ts';
import { type Connection, forwardedHeaders, type Headers, lastValue } from './request-headers.ts';

/** One HTTP request as received. */
export type GatewayRequest = Connection &
  Readonly<{
    requestId: string;
    extendedRequestId: string;
    receivedAt: Date;
    method: string;
    /** Percent-encoded, without the query. */
    path: string;
    /** With all leading slashes that the client sent. */
    sentPath: string;
    query: string;
    /** Name, value, name, value … in the order sent. */
    rawHeaders: readonly string[];
    httpVersion: string;
    body: Buffer;
    /** Faults injected into this request; never on AWS. */
    faults?: readonly InjectedFault[];
  }>;

export type ProxyEvent = ReturnType<typeof proxyEvent>;

/**
 * The event of a REST API's Lambda proxy integration. It has every key; absent values are null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(request: GatewayRequest, matched: RouteMatch) {
  const { api, route, pathParameters } = matched;
  const headers = forwardedHeaders(request.rawHeaders, request);
  const query = Map.groupBy(new URLSearchParams(request.query), ([name]) => name);
  const values = new Map([...query].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]));
  const hasBody = request.body.length > 0;
  const isBase64Encoded = hasBody && isBinary(lastValue(headers, 'content-type'), api.binaryMediaTypes);
  return {
    resource: route.path,
    path: request.path,
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: values.size === 0 ? null : lastOfEach(values),
    multiValueQueryStringParameters: values.size === 0 ? null : Object.fromEntries(values),
    pathParameters,
    stageVariables: null,
    requestContext: requestContext(request, matched, headers),
    body: hasBody ? request.body.toString(isBase64Encoded ? 'base64' : 'utf8') : null,
    isBase64Encoded,
  };
}

function requestContext(request: GatewayRequest, { api, route }: RouteMatch, headers: Headers) {
  const domainName = (lastValue(headers, 'host') ?? '').replace(/:\d+$/, '');
  return {
    accountId,
    apiId: generatedId(api.logicalId),
    deploymentId: generatedId(`${api.logicalId}/deployment`).slice(0, 6),
    domainName,
    domainPrefix: domainName.split('.', 1).join(),
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: lastValue(headers, 'user-agent') ?? null,
      userArn: null,
    },
    path: `/${api.stage}${request.sentPath}`,
    protocol: `HTTP/${request.httpVersion}`,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourceId: route.resourceId,
    resourcePath: route.path,
    stage: api.stage,
  };
}

function lastOfEach(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? '']));
}

/** `21/Nov/2026:07:45:01 +0000` */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
