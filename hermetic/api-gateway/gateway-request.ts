import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InjectedFault } from '../lambda/fault-source.ts';
import type { InvocationResult, OutgoingCall } from '../lambda/invocation.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { continuedTrace } from '../lambda/trace.ts';
import { type GatewayRefusal, type GatewayResponse, gatewayResponse, maxBodyBytes } from './gateway-response.ts';
import type { RouteMatch } from './gateway-router.ts';
import { integrate } from './integration.ts';
import type { LiveApi } from './live-api.ts';
import { nearestRoute } from './nearest-route.ts';
import type { GatewayRequest } from './proxy-event.ts';
import { readBody } from './request-body.ts';
import { happenedHeader, happenedIn, splitTestFaults } from './test-fault-header.ts';

/** One request and its answer, in short. */
export type RequestSummary = Readonly<{
  method: string;
  path: string;
  status: number;
  ms: number;
  requestId: string;
  /** Absent if no route matched. */
  functionName?: string;
  /** The most similar route, if none matched. */
  nearest?: string;
  calls?: readonly OutgoingCall[];
}>;

export type GatewayOutcome = Readonly<{ summary: RequestSummary; response: GatewayResponse }>;

export type ServingContext = Readonly<{
  api: LiveApi;
  lambda: Lambda;
  integrationTimeoutMs: number;
  now: () => number;
  /** Reads X-Test-Fault headers. Throws LocalRefusal. */
  faultsIn: (headers: readonly string[]) => readonly InjectedFault[];
}>;

/** Answers one HTTP request. Resolves with undefined if the client went away before it had sent the whole request. */
export async function answerRequest(
  served: ServingContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<GatewayOutcome | undefined> {
  const start = performance.now();
  const request = requestFrom(incoming, served);
  const matched = served.api.route(request.method, request.path);
  let calls: readonly OutgoingCall[] | undefined;
  const answer = await respond(served, matched, request, incoming, (result) => {
    calls = result.calls;
  });
  if (answer === 'LEFT') return undefined;
  const response =
    typeof answer === 'string' ? gatewayResponse(answer, served.api.definition.gatewayResponses, request) : answer;
  outgoing.statusCode = response.status;
  for (const [name, values] of response.headers) outgoing.setHeader(name, values);
  outgoing.setHeader('x-amzn-RequestId', request.requestId);
  outgoing.setHeader('x-amz-apigw-id', request.extendedRequestId);
  if (request.faults !== undefined) outgoing.setHeader(happenedHeader, happenedIn(request.faults));
  outgoing.end(response.body);
  const { method, path, requestId } = request;
  const { definition: declared } = served.api;
  const functionName = matched && served.lambda.nameOf(matched.route.functionLogicalId);
  const nearest = matched === undefined ? nearestRoute(declared, method, path) : undefined;
  const summary = {
    ...{ method, path, status: response.status, ms: performance.now() - start, requestId },
    ...(functionName !== undefined && { functionName }),
    ...(nearest !== undefined && { nearest }),
    ...(calls !== undefined && calls.length > 0 && { calls }),
  };
  return { summary, response };
}

async function respond(
  { api, lambda, integrationTimeoutMs }: ServingContext,
  matched: RouteMatch | undefined,
  request: Omit<GatewayRequest, 'body'>,
  incoming: IncomingMessage,
  onInvoked: (result: InvocationResult) => void,
): Promise<GatewayResponse | GatewayRefusal | 'LEFT'> {
  if (matched === undefined) return 'MISSING_AUTHENTICATION_TOKEN';
  if (!api.admit(matched.route)) return 'THROTTLED';
  const body = await readBody(incoming, maxBodyBytes);
  if (body === 'left') return 'LEFT';
  if (body === 'too large') return 'REQUEST_TOO_LARGE';
  return integrate(lambda, matched, { ...request, body }, integrationTimeoutMs, onInvoked);
}

function requestFrom(incoming: IncomingMessage, { api, now, faultsIn }: ServingContext): Omit<GatewayRequest, 'body'> {
  const { method = '', url = '/', headers, httpVersion, socket } = incoming;
  const { rawHeaders, wanted } = splitTestFaults(incoming.rawHeaders);
  // Clients that use this as a proxy send `GET http://localhost:8000/health`.
  const [sentPath = '/', ...query] = url.replace(/^https?:\/\/[^/?]*/, '').split('?');
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString('base64').slice(0, 15)}=`,
    receivedAt: new Date(now()),
    traceId: continuedTrace(headers['x-amzn-trace-id']?.toString(), api.definition.isTraced),
    method,
    // API Gateway drops further leading slashes for routing and for the function, as recorded on AWS.
    path: sentPath.replace(/^\/+/, '/'),
    sentPath,
    query: query.join('?'),
    rawHeaders,
    httpVersion,
    sourceIp: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: socket.localPort ?? 0,
    ...(wanted.length > 0 && { faults: faultsIn(wanted) }),
  };
}
