import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import {
  createConnectTransport as createNodeConnect,
  createGrpcWebTransport as createNodeGrpcWeb,
} from '@connectrpc/connect-node';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as customers from '../../generated/proto/payment/v1/payment_pb.ts';
import * as services from '../../generated/proto/payments/v1/payments_pb.ts';
import { officialGrpcWeb } from '../support/official-grpc-web.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

let server: Awaited<ReturnType<typeof serveWorld>>;
beforeAll(async () => {
  server = await serveWorld(new World(), '/sandbox');
});
afterAll(() => server.stop());

let keys = 0;
const newKey = () => `client-key-${++keys}`;

const json = { useBinaryFormat: false } as const;
const nodeConnect = { httpVersion: '1.1' } as const;
const transports: readonly (readonly [string, (baseUrl: string) => Transport])[] = [
  ['connect-node by JSON', (baseUrl) => createNodeConnect({ baseUrl, ...nodeConnect, ...json })],
  ['connect-node by bytes', (baseUrl) => createNodeConnect({ baseUrl, ...nodeConnect })],
  [
    'connect-node by JSON and GET',
    (baseUrl) => createNodeConnect({ baseUrl, ...nodeConnect, ...json, useHttpGet: true }),
  ],
  ['connect-node by bytes and GET', (baseUrl) => createNodeConnect({ baseUrl, ...nodeConnect, useHttpGet: true })],
  ['connect-node by gRPC-Web', (baseUrl) => createNodeGrpcWeb({ baseUrl, ...nodeConnect })],
  ['connect-node by gRPC-Web and JSON', (baseUrl) => createNodeGrpcWeb({ baseUrl, ...nodeConnect, ...json })],
  ['connect-web by JSON', (baseUrl) => createConnectTransport({ baseUrl, useHttpGet: true })],
  ['connect-web by bytes', (baseUrl) => createConnectTransport({ baseUrl, useBinaryFormat: true })],
  ['connect-web by gRPC-Web', (baseUrl) => createGrpcWebTransport({ baseUrl })],
];

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => ConnectError.from(error),
  );

describe.each(transports)('%s', (_name, transportFor) => {
  const customersClient = () => createClient(customers.PaymentService, transportFor(server.origin));
  const servicesClient = () => createClient(services.PaymentService, transportFor(server.origin));

  it('the client creates, reads and captures a payment', async () => {
    const client = customersClient();
    const headers = { 'idempotency-key': newKey() };
    const made = await client.createPayment({ amount: '10.00', customerId: 'customer-7' }, { headers });
    expect(made).toMatchObject({ amount: '10.00', currency: 'USD', status: 'created', paymentMethod: 'card' });
    expect(Number(made.createdAt?.seconds)).toBeGreaterThan(1_700_000_000);
    const read = await client.getPayment({ paymentId: made.paymentId });
    expect(read).toMatchObject({ status: 'created', refundedAmount: '0.00', updatedAt: made.createdAt });
    expect(await client.processPayment({ paymentId: made.paymentId })).toMatchObject({ status: 'captured' });
    expect(await client.healthCheck({})).toMatchObject({ status: 'SERVING', version: 'test' });
  });

  it('the client sees from a header that a response is a replay', async () => {
    const seen: (string | null)[] = [];
    const wanted = { amountMinor: 1250n, currency: 'JPY', orderId: 'order-1', idempotencyKey: newKey() };
    for (let time = 0; time < 2; time++) {
      const onHeader = (headers: Headers) => seen.push(headers.get('idempotent-replayed'));
      await servicesClient().requestPayment(wanted, { onHeader });
    }
    expect(seen).toEqual([null, 'true']);
  });

  it('64-bit numbers and all texts are transferred exactly', async () => {
    const metadata = { 'né ✓': '漢字 🎉', empty: '' };
    const wanted = {
      amountMinor: 99_999_999_999_999n,
      currency: 'USD',
      orderId: 'order-1',
      idempotencyKey: newKey(),
      metadata,
    };
    const { paymentId } = await servicesClient().requestPayment(wanted);
    expect(await servicesClient().getPayment({ paymentId })).toMatchObject(wanted);
  });

  it('the client sees gRPC code, message and refusal code of an error', async () => {
    const failure = await failureOf(customersClient().getPayment({ paymentId: 'nobody' }));
    expect([failure.code, failure.rawMessage]).toEqual([Code.NotFound, 'no payment has this id']);
    expect([failure.metadata.get('x-error-code'), failure.metadata.get('x-request-id')]).toEqual([
      'payment_not_found',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });

  it.each([
    [Code.InvalidArgument, 'amount_not_positive', { amount: '0.00', customerId: 'customer-7' }],
    [Code.InvalidArgument, 'card_number_not_accepted', { amount: '1.00', customerId: '4111111111111111' }],
    [Code.ResourceExhausted, 'body_too_large', { amount: '1'.repeat(70_000), customerId: 'customer-7' }],
  ])('the client gets code %i, %s for an invalid request', async (code, reason, message) => {
    const failure = await failureOf(customersClient().createPayment(message));
    expect([failure.code, failure.metadata.get('x-error-code')]).toEqual([code, reason]);
  });

  it('the client may set a time-out', async () => {
    expect((await servicesClient().health({}, { timeoutMs: 5_000 })).status).toBe('SERVING');
  });
});

describe.each(['binary', 'text'] as const)('grpc-web by %s', (format) => {
  const create = [customers.CreatePaymentRequestSchema, customers.CreatePaymentResponseSchema] as const;
  const get = [customers.GetPaymentRequestSchema, customers.GetPaymentResponseSchema] as const;
  const path = (name: string) => `/payment.v1.PaymentService/${name}`;

  it('grpc-web creates and reads a payment', async () => {
    const call = officialGrpcWeb(server.origin, format);
    const metadata = { 'idempotency-key': newKey() };
    const made = await call(path('CreatePayment'), create, { amount: '10.00', customerId: 'customer-7' }, metadata);
    expect(made).toMatchObject({ amount: '10.00', status: 'created' });
    expect(await call(path('GetPayment'), get, { paymentId: made.paymentId })).toMatchObject({ status: 'created' });
  });

  it('grpc-web sees gRPC code, message and refusal code of an error', async () => {
    const call = officialGrpcWeb(server.origin, format);
    await expect(call(path('GetPayment'), get, { paymentId: 'nobody' })).rejects.toMatchObject({
      code: 5,
      message: 'no payment has this id',
      metadata: { 'x-error-code': 'payment_not_found' },
    });
  });
});
