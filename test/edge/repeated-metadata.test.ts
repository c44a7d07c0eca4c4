import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, runningEdge } from '../support/edge.ts';
import { grpcClients } from '../support/grpc-clients.ts';

let edge: RunningEdge;
let clients: ReturnType<typeof grpcClients>;
beforeAll(async () => {
  edge = await runningEdge();
  clients = grpcClients(edge.address);
});
afterAll(async () => {
  clients.close();
  await edge[Symbol.asyncDispose]();
});

const payment = { amount: '10.00', currency: 'USD', customer_id: 'cust123' };
const create = (name: string, values: readonly string[]) =>
  clients.customers('CreatePayment', payment, { [name]: values });
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('repeated metadata', () => {
  it.each([
    ['x-api-key', ['k', 'k'], 'k'],
    ['x-correlation-id', ['c-1', 'c-1'], 'c-1'],
    ['x-correlation-id', ['c-1, c-1'], 'c-1'],
    ['x-request-id', ['r-1', 'r-1', 'r-1'], 'r-1'],
    ['traceparent', [traceparent, traceparent], traceparent],
  ])('equal values are forwarded as one: %s %j', async (name, values, sentOn) => {
    expect((await create(name, values)).code).toBe('OK');
    expect(edge.api.seen.at(-1)?.headers).toMatchObject({ [name]: sentOn });
  });

  // The API reads the list as one key, and still finds payments stored under the joined key.
  it('a repeated idempotency key is forwarded as the whole list', async () => {
    expect((await create('idempotency-key', ['key-0001', 'key-0001'])).code).toBe('OK');
    expect(edge.api.seen.at(-1)?.headers).toMatchObject({ 'idempotency-key': 'key-0001, key-0001' });
  });

  it.each([
    ['prefer', ['wait=0', 'respond-async'], 'wait=0, respond-async'],
    ['tracestate', ['a=1', 'b=2'], 'a=1, b=2'],
  ])('repeated list fields are forwarded as one list: %s', async (name, values, sentOn) => {
    expect((await create(name, values)).code).toBe('OK');
    expect(edge.api.seen.at(-1)?.headers).toMatchObject({ [name]: sentOn });
  });

  it.each([
    ['x-api-key', ['k', 'l'], 'metadata_invalid'],
    ['x-correlation-id', ['c-1', 'c-2'], 'metadata_invalid'],
    ['x-request-id', ['r-1, r-2'], 'metadata_invalid'],
    ['traceparent', [traceparent, traceparent.replace('-01', '-00')], 'metadata_invalid'],
    ['idempotency-key', ['key-0001', 'key-0002'], 'idempotency_key_repeated'],
    ['idempotency-key', ['key-0001, key-0002'], 'idempotency_key_repeated'],
    ['idempotency-key', ['"key-0001'], 'idempotency_key_invalid'],
  ])('different values are INVALID_ARGUMENT and do not reach the API: %s %j', async (name, values, reason) => {
    const before = edge.api.seen.length;
    const { code, metadata } = await create(name, values);
    expect([code, metadata['x-error-code']]).toEqual(['INVALID_ARGUMENT', reason]);
    expect(edge.api.seen).toHaveLength(before);
  });
});

describe('a second authorization header, which Node would drop', () => {
  /** Over HTTP/1.1, because no gRPC client can send two. */
  async function createWith(...tokens: readonly string[]) {
    const headers = ['Host', edge.address, 'Content-Type', 'application/json'];
    for (const token of tokens) headers.push('Authorization', token);
    const path = '/payment.v1.PaymentService/CreatePayment';
    const sent = request({ port: edge.port, path, method: 'POST', headers }).end(JSON.stringify(payment));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, json: await json(answer) };
  }

  it('two equal authorization headers are forwarded as one, whatever commas they contain', async () => {
    const token = 'AWS4-HMAC-SHA256 Credential=a, Signature=b';
    expect((await createWith(token, token)).status).toBe(200);
    expect(edge.api.seen.at(-1)?.headers).toMatchObject({ authorization: token });
  });

  it('two different authorization headers are INVALID_ARGUMENT', async () => {
    const { status, json } = await createWith('Bearer t', 'Bearer u');
    const info = { reason: 'metadata_invalid', domain: 'payment-service', metadata: { field: 'authorization' } };
    const details = [{ type: 'google.rpc.ErrorInfo', value: expect.any(String), debug: info }];
    const message = 'authorization was sent with different values; send only one';
    expect([status, json]).toEqual([400, { code: 'invalid_argument', message, details }]);
  });
});
