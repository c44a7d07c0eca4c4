import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gatewayResponses, saying } from '../../lib/gateway-responses.ts';
import { runningEdge } from '../support/edge.ts';
import { eventually } from '../support/eventually.ts';
import { type Called, grpcClients } from '../support/grpc-clients.ts';
import { answeringApi, type PaymentApi } from '../support/memory-payment-api.ts';
import { rawClient } from '../support/raw-grpc.ts';

async function calledThrough(api: PaymentApi): Promise<Called> {
  await using edge = await runningEdge({}, api);
  const clients = grpcClients(edge.address);
  const called = await clients.customers('GetPayment', { payment_id: 'p-1' });
  clients.close();
  return called;
}

/** Responds like API Gateway with the declarations of lib/gateway-responses.ts. */
async function refused(type: string, errorType: string, otherwise: number): Promise<Called> {
  const declared = gatewayResponses.find((one) => one.type.responseType === type);
  const template = saying(declared?.templates?.['application/json'] ?? '', 'Signature expired');
  const unquoted = Object.entries(declared?.responseHeaders ?? {}).map(([name, value]) => [name, value.slice(1, -1)]);
  const headers = {
    ...Object.fromEntries(unquoted),
    'content-type': 'application/json',
    'x-amzn-ErrorType': errorType,
  };
  const body = template.replaceAll('$context.requestId', 'r-7');
  return calledThrough(await answeringApi(Number(declared?.statusCode ?? otherwise), headers, body));
}

describe('errors that API Gateway produces itself', () => {
  it.each([
    ['THROTTLED', 'TooManyRequestsException', 429, 'RESOURCE_EXHAUSTED', 'rate_limited'],
    ['MISSING_AUTHENTICATION_TOKEN', 'MissingAuthenticationTokenException', 403, 'UNAUTHENTICATED', 'not_allowed'],
    ['ACCESS_DENIED', 'AccessDeniedException', 403, 'PERMISSION_DENIED', 'not_allowed'],
    ['INVALID_SIGNATURE', 'InvalidSignatureException', 403, 'UNAUTHENTICATED', 'not_authenticated'],
    ['EXPIRED_TOKEN', 'ExpiredTokenException', 403, 'UNAUTHENTICATED', 'not_authenticated'],
    ['REQUEST_TOO_LARGE', 'RequestTooLargeException', 413, 'RESOURCE_EXHAUSTED', 'body_too_large'],
    ['INTEGRATION_TIMEOUT', 'InternalServerErrorException', 504, 'DEADLINE_EXCEEDED', 'out_of_time'],
    ['INTEGRATION_FAILURE', 'InternalServerErrorException', 502, 'UNAVAILABLE', 'internal_error'],
    ['DEFAULT_5XX', 'InternalServerErrorException', 500, 'UNAVAILABLE', 'internal_error'],
    ['DEFAULT_4XX', 'ForbiddenException', 403, 'PERMISSION_DENIED', 'request_refused'],
  ])('gateway response %s becomes %4$s', async (type, errorType, status, code, reason) => {
    const called = await refused(type, errorType, status);
    expect(called.code).toBe(code);
    expect(called.metadata).toMatchObject({ 'x-error-code': reason, 'x-request-id': 'r-7' });
    expect(called.message).not.toBe('');
  });

  it.each(['THROTTLED', 'INTEGRATION_TIMEOUT', 'INTEGRATION_FAILURE'])(
    'gateway response %s keeps Retry-After',
    async (type) => {
      expect((await refused(type, 'AnyException', 500)).metadata).toMatchObject({ 'retry-after': '1' });
    },
  );

  it.each([
    [400, '{"message":"Bad Request"}', 'INVALID_ARGUMENT'],
    [414, '', 'INVALID_ARGUMENT'],
    [431, '', 'INVALID_ARGUMENT'],
    [429, '{"message":"Too Many Requests"}', 'RESOURCE_EXHAUSTED'],
    [403, '{"message":"Forbidden"}', 'PERMISSION_DENIED'],
    [404, '{"message":"Not Found"}', 'UNIMPLEMENTED'],
    [413, 'HTTP content length exceeded 10485760 bytes.', 'RESOURCE_EXHAUSTED'],
    [500, '{"message": "Internal server error"}', 'UNAVAILABLE'],
    [502, '<html>Bad Gateway at ip-10-0-0-7</html>', 'UNAVAILABLE'],
    [503, '', 'UNAVAILABLE'],
    [504, '{"message":"Endpoint request timed out"}', 'DEADLINE_EXCEEDED'],
  ])('a default error of API Gateway, HTTP %i %s, becomes %s', async (status, body, code) => {
    const called = await calledThrough(await answeringApi(status, { 'content-type': 'application/json' }, body));
    expect(called).toMatchObject({ code, message: `the payment API responded with HTTP ${status}` });
  });
});

describe('an unusable API', () => {
  const apiAt = (server: Server): PaymentApi => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answerHeld() {},
    async [Symbol.asyncDispose]() {},
  });

  it('an unreachable API becomes UNAVAILABLE, without its address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gone = apiAt(server);
    server.close();
    expect(await calledThrough(gone)).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'the payment API cannot be reached',
    });
  });

  it('a connection that ends without an answer is UNAVAILABLE, and the call may have been carried out', async () => {
    const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await calledThrough(apiAt(server))).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('it is not known whether the call was carried out'),
    });
    server.close();
  });

  it('an answer that breaks off within its body is UNAVAILABLE, and the call may have been carried out', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '200' });
      response.write('{"payment', () => response.socket?.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await calledThrough(apiAt(server))).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('it is not known whether the call was carried out'),
    });
    server.close();
  });

  it.each([
    ['no JSON', { 'content-type': 'application/json' }, '{"payment_id": '],
    ['JSON of something else', { 'content-type': 'application/json' }, '{"payment_id": {"secret": 1}}'],
    ['a page', { 'content-type': 'text/html' }, '<html>Sign in to secret.example</html>'],
  ])('a response with %s becomes INTERNAL, without its content', async (_, headers, body) => {
    const called = await calledThrough(await answeringApi(200, headers, body));
    expect(called).toMatchObject({ code: 'INTERNAL', message: 'the payment API sent a malformed response' });
  });
});

describe('cancelled calls', () => {
  it('a call cancelled by the client is cancelled upstream', async () => {
    await using edge = await runningEdge();
    using client = rawClient(edge.address);
    const given = new AbortController();
    const paymentId = 'held';
    const message = Buffer.concat([Buffer.from([0x0a, paymentId.length]), Buffer.from(paymentId)]);
    const answered = client.call('/payment.v1.PaymentService/GetPayment', message, given.signal);
    await eventually(() => expect(edge.api.seen).toHaveLength(1));
    given.abort();
    await eventually(() => expect(edge.api.seen[0]?.aborted).toBe(true));
    expect((await answered).code).toBe('CANCELLED');
  });
});

describe('unknown methods', () => {
  it.each([
    ['a method', '/payment.v1.PaymentService/Nope'],
    ['a service', '/payment.v1.Nope/GetPayment'],
    ['a path', '/'],
  ])('%s that does not exist is UNIMPLEMENTED', async (_, path) => {
    await using edge = await runningEdge();
    using client = rawClient(edge.address);
    expect(await client.call(path, Buffer.alloc(0))).toMatchObject({
      code: 'UNIMPLEMENTED',
      message: 'unknown method',
    });
  });
});
