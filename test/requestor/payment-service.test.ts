import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transportFor } from '../../doubles/payment-client/transport.ts';
import { paymentServiceBy } from '../../doubles/requestor/payment-service.ts';
import { serveGrpc } from '../support/grpc-payment-rpc.ts';
import { PaymentRpc, rpcRefusal } from '../support/payment-rpc.ts';
import { refusal } from '../support/refusals.ts';

const wanted = { amount: '10.00', currency: 'USD', customerId: 'c', paymentMethod: 'card' };
const asked = { requestId: 'r1', idempotencyKey: 'k1' };

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
  const client = (remaining = 15_000) => paymentServiceBy(transport(), () => remaining);

  it('makes a payment once for a key, and says when it was there before', async () => {
    const first = await client().createPayment(wanted, asked);
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
    expect(await client().createPayment(wanted, asked)).toEqual({ ...first, replayed: true });
    expect(rpc.calls.map(({ key, requestId }) => [key, requestId])).toEqual([
      ['k1', 'r1'],
      ['k1', 'r1'],
    ]);
  });

  it('shows a payment and its own health', async () => {
    const { payment } = await client().createPayment(wanted, { requestId: 'r1' });
    expect(await client().getPayment(payment.paymentId, asked)).toEqual(payment);
    expect(await client().isServing(asked)).toBe(true);
  });

  it('refuses with the code, the sentence and the pause that it was given', async () => {
    rpc.fault = rpcRefusal(Code.Aborted, 'idempotency_key_in_use', 'the same request is on its way', '3');
    const call = client().createPayment(wanted, asked);
    await expect(call).rejects.toThrow(refusal('idempotency_key_in_use', { retryAfterSeconds: 3 }));
    await expect(call).rejects.toThrow('the same request is on its way');
  });

  it('is masked where it fails', async () => {
    rpc.fault = new ConnectError('secret', Code.Internal);
    await expect(client().getPayment('p', asked)).rejects.toThrow(/^what became of the request is not known/);
  });

  it('is not waited for longer than there is time', async () => {
    rpc.fault = undefined;
    rpc.pause = new Promise(() => {});
    await expect(client(1_050).getPayment('p', asked)).rejects.toThrow(
      refusal('out_of_time', { retryAfterSeconds: 1 }),
    );
  });
});

it('signs its requests for API Gateway, and only then', async () => {
  const seen: (string | null)[] = [];
  const transport = (signed: boolean) =>
    transportFor('https://abc.execute-api.eu-west-1.amazonaws.com/sandbox', {
      signed,
      fetch: (url, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        return rpc.fetch(String(url), init ?? {});
      },
    });
  for (const signed of [true, false]) await paymentServiceBy(transport(signed), () => 15_000).isServing(asked);
  expect(seen).toEqual([expect.stringMatching(/^AWS4-HMAC-SHA256 .*\/eu-west-1\/execute-api\/aws4_request/), null]);
});

it('is not there: gRPC', async () => {
  const nobody = transportFor('grpc://127.0.0.1:1', { signed: false });
  await expect(paymentServiceBy(nobody, () => 15_000).getPayment('p', asked)).rejects.toThrow(
    refusal('payment_service_unavailable', { retryAfterSeconds: 1 }),
  );
});
