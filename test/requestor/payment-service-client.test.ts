import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transportFor } from '../../doubles/payment-client/transport.ts';
import { paymentServiceOver } from '../../doubles/requestor/payment-service-client.ts';
import { serveGrpc } from '../support/grpc-payment-rpc.ts';
import { PaymentRpc, rpcRefusal } from '../support/payment-rpc.ts';
import { refusal } from '../support/refusals.ts';

const wanted = { amount: '10.00', currency: 'USD', customerId: 'c', paymentMethod: 'card' };
const metadata = { requestId: 'r1', idempotencyKey: 'k1' };

let rpc: PaymentRpc;
let grpc: Awaited<ReturnType<typeof serveGrpc>>;
beforeAll(async () => {
  grpc = await serveGrpc(() => rpc);
});
beforeEach(() => {
  rpc = new PaymentRpc();
});
afterAll(() => grpc.stop());

const https = (signed: boolean) =>
  transportFor('https://abc.execute-api.eu-west-1.amazonaws.com/sandbox', {
    signed,
    fetch: (url, init) => rpc.fetch(String(url), init ?? {}),
  });
const transports = [
  ['by gRPC', () => transportFor(grpc.address, { signed: false })],
  ['by Connect', () => https(false)],
  ['by Connect, signed', () => https(true)],
] as const;

describe.each(transports)('the payment service, %s', (_by, transport) => {
  const client = (remaining = 15_000) => paymentServiceOver(transport(), () => remaining);

  it('the client creates one payment per key and reports replays', async () => {
    const first = await client().createPayment(wanted, metadata);
    expect(first).toEqual({
      payment: {
        ...wanted,
        paymentId: expect.any(String),
        status: 'created',
        createdAt: '2026-11-21T12:00:00.000Z',
        failureCode: null,
      },
      replayed: false,
    });
    expect(await client().createPayment(wanted, metadata)).toEqual({ ...first, replayed: true });
    expect(rpc.calls.map(({ key, requestId }) => [key, requestId])).toEqual([
      ['k1', 'r1'],
      ['k1', 'r1'],
    ]);
  });

  it('the client reads a payment and the health of the service', async () => {
    const { payment } = await client().createPayment(wanted, { requestId: 'r1' });
    expect(await client().getPayment(payment.paymentId, metadata)).toEqual(payment);
    expect(await client().isServing(metadata)).toBe(true);
  });

  it('the client rejects with code, message and retry-after of the service', async () => {
    rpc.fault = rpcRefusal(Code.Aborted, 'idempotency_key_in_use', 'the same request is on its way', '3');
    const call = client().createPayment(wanted, metadata);
    await expect(call).rejects.toThrow(refusal('idempotency_key_in_use', { retryAfterSeconds: 3 }));
    await expect(call).rejects.toThrow('the same request is on its way');
  });

  it('the client hides the message of an internal error', async () => {
    rpc.fault = new ConnectError('secret', Code.Internal);
    await expect(client().getPayment('p', metadata)).rejects.toThrow(
      /^it is not known whether the request was carried out/,
    );
  });

  it('the client gives up before the time-out of its invocation', async () => {
    rpc.fault = undefined;
    rpc.pause = new Promise(() => {});
    await expect(client(1_050).getPayment('p', metadata)).rejects.toThrow(
      refusal('out_of_time', { retryAfterSeconds: 1 }),
    );
  });
});

it('the client signs requests for API Gateway only if signed is set', async () => {
  const seen: (string | null)[] = [];
  const transport = (signed: boolean) =>
    transportFor('https://abc.execute-api.eu-west-1.amazonaws.com/sandbox', {
      signed,
      fetch: (url, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        return rpc.fetch(String(url), init ?? {});
      },
    });
  for (const signed of [true, false]) await paymentServiceOver(transport(signed), () => 15_000).isServing(metadata);
  expect(seen).toEqual([expect.stringMatching(/^AWS4-HMAC-SHA256 .*\/eu-west-1\/execute-api\/aws4_request/), null]);
});

it('an unreachable gRPC service is reported as unavailable', async () => {
  const unreachable = transportFor('grpc://127.0.0.1:1', { signed: false });
  await expect(paymentServiceOver(unreachable, () => 15_000).getPayment('p', metadata)).rejects.toThrow(
    refusal('payment_service_unavailable', { retryAfterSeconds: 1 }),
  );
});
