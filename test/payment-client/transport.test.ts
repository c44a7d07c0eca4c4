import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createClient } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { describe, expect, it } from 'vitest';
import { transportFor } from '../../doubles/payment-client/transport.ts';
import { PaymentService } from '../../generated/proto/payments/v1/payments_pb.ts';
import { memoryPaymentApi } from '../support/memory-payment-api.ts';

const request = { amountMinor: 1250n, currency: 'USD', orderId: 'o-1' };

describe('the transport of an address', () => {
  it('an http address uses Connect with JSON, and GET for reads', async () => {
    await using api = await memoryPaymentApi();
    const client = createClient(PaymentService, transportFor(`${api.url}/`, { signed: false }));
    const { paymentId } = await client.requestPayment(request);
    expect(await client.getPayment({ paymentId })).toMatchObject(request);
    expect(api.seen.map(({ method, path, headers }) => [method, path, headers['content-type']])).toEqual([
      ['POST', '/payments.v1.PaymentService/RequestPayment', 'application/json'],
      ['GET', '/payments.v1.PaymentService/GetPayment', undefined],
    ]);
  });

  it('a grpc address uses gRPC', async () => {
    const types: unknown[] = [];
    const answer = connectNodeAdapter({
      routes: (router) => router.service(PaymentService, { health: () => ({ status: 'SERVING' }) }),
    });
    const server = createServer((request, response) => {
      types.push(request.headers['content-type']);
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createClient(PaymentService, transportFor(address, { signed: false }));
    expect(await client.health({})).toMatchObject({ status: 'SERVING' });
    expect(types).toEqual(['application/grpc+proto']);
    server.close();
  });

  it.each(['localhost:8000', 'ftp://localhost', '', 'grpc'])('address "%s" is refused', (address) => {
    expect(() => transportFor(address, { signed: false })).toThrow('is not an address of the payment API');
  });

  it('signed gRPC is refused', () => {
    expect(() => transportFor('grpc://localhost:50051', { signed: true })).toThrow('cannot be signed');
  });

  it('a passed deadline is distinguished from an unreachable API', async () => {
    await using api = await memoryPaymentApi();
    const client = createClient(PaymentService, transportFor(api.url, { signed: false }));
    await expect(client.getPayment({ paymentId: 'held' }, { timeoutMs: 100 })).rejects.toMatchObject({ code: 4 });
    await expect(client.getPayment({ paymentId: 'x' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 1,
    });
  });
});
