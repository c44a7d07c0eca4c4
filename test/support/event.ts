import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { requestorRoutes } from '../../lib/requestor.ts';
import { methodsOf, type Route, routes } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';

type Served = readonly Readonly<{ method: string; paths: readonly string[] }>[];
const servedBy = (table: readonly Pick<Route, 'method' | 'alsoGet' | 'paths'>[]): Served =>
  table.flatMap((route) => methodsOf(route).map((method) => ({ method, paths: route.paths })));

const served = servedBy([...routes, ...stubRoutes]);
/** The requestor mock's own API, which has paths of the service's with parameters of other names. */
export const requestorApi = servedBy(requestorRoutes);

type Wanted = Readonly<{
  /** By the case in which the client sent it; a header may be sent more than once. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
  query?: Readonly<Record<string, string | readonly string[]>>;
  body?: unknown;
  identity?: Partial<APIGatewayProxyEvent['requestContext']['identity']>;
  isBase64Encoded?: boolean;
  /** The API that is asked; the service's own and its stubs, if left out. */
  api?: Served;
}>;

export const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const nobody = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '203.0.113.7',
  user: null,
  userAgent: 'curl/8.9.1',
  userArn: null,
};

/** The event that API Gateway (REST v1, proxy integration) makes of `'POST /payments/'`. A body that is no text is JSON. */
export function proxyEvent(request: string, wanted: Wanted = {}): APIGatewayProxyEvent {
  const [method = '', path = ''] = request.split(' ');
  const { resource, pathParameters } = matched(wanted.api ?? served, method, path);
  const headers = several({ Host: 'api.example.com', 'User-Agent': 'curl/8.9.1', ...wanted.headers });
  const query = several(wanted.query ?? {});
  const { body } = wanted;
  return {
    resource,
    path,
    httpMethod: method,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: wanted.query ? last(query) : null,
    multiValueQueryStringParameters: wanted.query ? query : null,
    pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef1234',
      authorizer: null,
      httpMethod: method,
      identity: { ...nobody, ...wanted.identity },
      path: `/sandbox${path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: 1795246200000,
      resourceId: 'res001',
      resourcePath: resource,
      stage: 'sandbox',
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: wanted.isBase64Encoded ?? false,
  };
}

export const jsonHeaders = { 'Content-Type': 'application/json' };

/** The Lambda context of an invocation. The time that is left comes from `Io`. */
export const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:test',
  memoryLimitInMB: '512',
  awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
  logGroupName: '/aws/lambda/test',
  logStreamName: '2026/11/21/[$LATEST]0',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

type Resource = Readonly<{ resource: string; names: readonly string[] }>;
const resourcesOf = new WeakMap<Served, Map<string, readonly Resource[]>>();

/** The paths of a method by their parts, taken apart once: the simulator asks a million times. */
function resources(api: Served, method: string): readonly Resource[] {
  const known = resourcesOf.get(api) ?? new Map<string, readonly Resource[]>();
  resourcesOf.set(api, known);
  const found = known.get(method);
  if (found !== undefined) return found;
  const paths = api.filter((route) => route.method === method).flatMap((route) => route.paths);
  const made = paths.map((resource) => ({ resource, names: resource.replace(/\/$/, '').split('/') }));
  known.set(method, made);
  return made;
}

/** The route whose path has as many parts, and its `{parameters}` as they were sent. */
function matched(api: Served, method: string, path: string) {
  const parts = path.replace(/\/$/, '').split('/');
  for (const { resource, names } of resources(api, method)) {
    if (names.length !== parts.length) continue;
    const isParameter = (name: string) => name.startsWith('{');
    if (!names.every((name, at) => isParameter(name) || name === parts[at])) continue;
    const pairs = names.flatMap((name, at) => (isParameter(name) ? [[name.slice(1, -1), parts[at] ?? '']] : []));
    return { resource, pathParameters: pairs.length > 0 ? Object.fromEntries(pairs) : null };
  }
  throw new Error(`no route for ${method} ${path}`);
}

const several = (values: Readonly<Record<string, string | readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat()]));

const last = (values: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
