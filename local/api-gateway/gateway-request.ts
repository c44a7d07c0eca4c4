import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lambda } from '../lambda/lambda.ts';
import { traceHeader } from '../lambda/trace.ts';
import { type GatewayResponse, gatewayResponse, maxBodyBytes, requestTooLarge } from './gateway-response.ts';
import type { Router } from './gateway-router.ts';
import { integrate } from './integration.ts';
import type { GatewayRequest } from './proxy-event.ts';
import { readBody } from './request-body.ts';

/** One request and how it was answered. */
export type RequestLine = Readonly<{
  method: string;
  path: string;
  status: number;
  ms: number;
  requestId: string;
}>;

export type Apis = Readonly<{ route: Router; lambda: Lambda; integrationTimeoutMs: number }>;

/** Answers one HTTP request; undefined when the client went away before it had sent everything. */
export async function answerRequest(
  apis: Apis,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<RequestLine | undefined> {
  const start = performance.now();
  const request = requestFrom(incoming);
  const response = await respond(apis, request, incoming);
  if (response === undefined) return undefined;
  outgoing.statusCode = response.status;
  for (const [name, values] of response.headers) outgoing.setHeader(name, values);
  outgoing.setHeader('x-amzn-RequestId', request.requestId);
  outgoing.setHeader('x-amz-apigw-id', request.extendedRequestId);
  outgoing.end(response.body);
  const { method, path, requestId } = request;
  return { method, path, status: response.status, ms: performance.now() - start, requestId };
}

async function respond(
  { route, lambda, integrationTimeoutMs }: Apis,
  request: Omit<GatewayRequest, 'body'>,
  incoming: IncomingMessage,
): Promise<GatewayResponse | undefined> {
  const matched = route(request.method, request.path);
  if (matched === undefined) return gatewayResponse('MISSING_AUTHENTICATION_TOKEN');
  const body = await readBody(incoming, maxBodyBytes);
  if (body === 'left') return undefined;
  if (body === 'too large') return requestTooLarge;
  return integrate(lambda, matched, { ...request, body }, integrationTimeoutMs);
}

function requestFrom(incoming: IncomingMessage): Omit<GatewayRequest, 'body'> {
  const { method = '', url = '/', headers, rawHeaders, httpVersion, socket } = incoming;
  // A client that takes this for a proxy sends `GET http://localhost:8000/health`.
  const [path = '/', ...query] = url.replace(/^https?:\/\/[^/?]*/, '').split('?');
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString('base64').slice(0, 15)}=`,
    receivedAt: new Date(),
    traceId: String(headers['x-amzn-trace-id'] ?? traceHeader()),
    method,
    path,
    query: query.join('?'),
    rawHeaders,
    httpVersion,
    sourceIp: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    port: socket.localPort ?? 0,
  };
}
