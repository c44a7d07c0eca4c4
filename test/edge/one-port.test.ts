import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge } from '../../edge/server.ts';
import { PaymentService } from '../../generated/proto/payments/v1/payments_pb.ts';
import { type RunningEdge, runningEdge } from '../support/edge.ts';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await runningEdge({ ports: [0, 0] });
});
afterAll(() => edge[Symbol.asyncDispose]());

const transports: readonly [name: string, of: (baseUrl: string) => Transport][] = [
  ['gRPC', (baseUrl) => createGrpcTransport({ baseUrl })],
  ['gRPC-Web over HTTP/1.1', (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })],
  ['gRPC-Web over HTTP/2', (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '2' })],
  ['gRPC-Web by fetch', (baseUrl) => web.createGrpcWebTransport({ baseUrl })],
  ['Connect over HTTP/1.1', (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1' })],
  ['Connect over HTTP/2', (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2' })],
  ['Connect by fetch and GET', (baseUrl) => web.createConnectTransport({ baseUrl, useHttpGet: true })],
];

describe.each(transports)('%s', (_, of) => {
  it.each([0, 1])('the protocol is served on port %i of two', async (index) => {
    const client = createClient(PaymentService, of(`http://127.0.0.1:${edge.edge.ports[index]}`));
    const made = await client.requestPayment({ amountMinor: 1250n, currency: 'USD', orderId: 'order-123' });
    expect(made).toMatchObject({ status: 'SUCCEEDED' });
    expect(await client.getPayment({ paymentId: made.paymentId })).toMatchObject({ amountMinor: 1250n });
    await expect(client.getPayment({ paymentId: 'not_found' })).rejects.toMatchObject({ code: 5 });
  });
});

describe('an edge port', () => {
  it.each([
    ['PUT', 'payments.v1.PaymentService/GetPayment', 'GET, POST'],
    ['GET', 'payments.v1.PaymentService/RequestPayment', 'POST'],
    ['DELETE', 'grpc.health.v1.Health/Check', 'POST'],
  ])('the port answers %s %s with 405 and the allowed methods', async (method, path, allowed) => {
    const { status, headers } = await fetch(`http://${edge.address}/${path}`, { method });
    expect([status, headers.get('allow')?.split(', ').sort().join(', ')]).toEqual([405, allowed]);
  });

  it('the port accepts plain JSON and responds with the same JSON as the API', async () => {
    const response = await fetch(`http://${edge.address}/payments.v1.PaymentService/RequestPayment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"amount_minor": 1, "order_id": "o-1"}',
    });
    expect(await response.json()).toEqual({
      payment_id: expect.any(String),
      status: 'SUCCEEDED',
      message: 'charged',
    });
  });

  it('the port tells a browser which protocols it serves', async () => {
    const response = await fetch(`http://${edge.address}/`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('gRPC, gRPC-Web and Connect');
  });

  it('if one port is in use, none is opened', async () => {
    const taken = edge.port;
    const free = await startEdge({ upstream: edge.api.url, ports: [0] });
    await free.stop(0);
    const [other = 0] = free.ports;
    const refused = startEdge({ upstream: edge.api.url, ports: [other, taken] });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(`Port ${taken} is already in use`),
      cause: expect.objectContaining({ code: 'EADDRINUSE' }),
    });
    const again = await startEdge({ upstream: edge.api.url, ports: [other] });
    await again.stop(0);
  });
});
