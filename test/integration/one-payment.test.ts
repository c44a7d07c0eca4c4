import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PaymentService as Customers } from '../../generated/proto/payment/v1/payment_pb.ts';
import { PaymentService as Services } from '../../generated/proto/payments/v1/payments_pb.ts';
import { documentedMutation } from '../examples/documented-rpc.ts';
import { arrivals } from '../support/arriving-keys.ts';
import { clientOf } from '../support/client.ts';
import { facesOf } from '../support/faces.ts';
import { type KeyFace, keyFaces } from '../support/key-faces.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let rest: ReturnType<typeof clientOf>;
let mock: ReturnType<typeof clientOf>;
let keys = 0;
const newKey = () => `one-payment-${run}-${++keys}`;
const keyed = (key: string) => ({ 'Idempotency-Key': key });

beforeAll(async () => {
  target = await openTarget();
  rest = clientOf(target.url);
  mock = clientOf(target.requestor);
});
afterAll(() => target.close());

const gRPC = () => createGrpcTransport({ baseUrl: `http://${target.grpc}` });
const connect = () => createConnectTransport({ baseUrl: target.url, httpVersion: '1.1' });
const gRPCWeb = () => createGrpcWebTransport({ baseUrl: target.url });

const ofCustomer = { amount: '25.00', currency: 'EUR', customer_id: 'cust-9', payment_method: 'card' };
const camel = { amount: '25.00', currency: 'EUR', customerId: 'cust-9', paymentMethod: 'card' };
type Create = (key: string) => Promise<string>;
/** Ways to create a customer's payment with a key; each resolves with the payment's id. */
const customersFaces: Readonly<Record<string, Create>> = {
  gRPC: async (key) => (await createClient(Customers, gRPC()).createPayment(camel, { headers: keyed(key) })).paymentId,
  Connect: async (key) =>
    (await createClient(Customers, connect()).createPayment(camel, { headers: keyed(key) })).paymentId,
  'gRPC-Web': async (key) =>
    (await createClient(Customers, gRPCWeb()).createPayment(camel, { headers: keyed(key) })).paymentId,
  REST: async (key) => {
    const { amount, currency, customer_id } = ofCustomer;
    const sent = { amount, currency, customer_id, method: 'card', capture: false };
    const { status, json } = await rest.post('/v1/payments', JSON.stringify(sent), keyed(key));
    expect(status).toBe(201);
    return String(json.payment_id);
  },
  'REST of the requestor': async (key) => {
    const { status, json } = await mock.post('/api/payments', JSON.stringify(ofCustomer), keyed(key));
    expect(status).toBe(201);
    return String((json.data as Record<string, unknown>).payment_id);
  },
  GraphQL: async (key) => {
    const body = JSON.stringify({ query: documentedMutation, variables: { input: ofCustomer } });
    const { json } = await mock.post('/graphql', body, keyed(key));
    expect(json).not.toHaveProperty('errors');
    return (json.data as { createPayment: { paymentId: string } }).createPayment.paymentId;
  },
};
const servicesFaces: Readonly<Record<string, Create>> = {
  gRPC: async (key) => (await createClient(Services, gRPC()).requestPayment(ofOrder(key))).paymentId,
  Connect: async (key) => (await createClient(Services, connect()).requestPayment(ofOrder(key))).paymentId,
  REST: async (key) => {
    const sent = { amount: '12.50', currency: 'USD', order_id: 'order-123', metadata: { user_id: 'user-789' } };
    const { status, json } = await rest.post('/v1/payments', JSON.stringify(sent), keyed(key));
    expect(status).toBe(201);
    return String(json.payment_id);
  },
};
const ofOrder = (idempotencyKey: string) => ({
  amountMinor: 1250n,
  currency: 'USD',
  orderId: 'order-123',
  idempotencyKey,
  metadata: { user_id: 'user-789' },
});

async function create(face: string, key: string): Promise<string> {
  const by = customersFaces[face];
  if (by === undefined) throw new Error(`there is no face ${face}`);
  return by(key);
}

describe('one key is one payment', () => {
  it.each(Object.keys(customersFaces))('for customers: created by %s, retried by all the others', async (first) => {
    const key = newKey();
    const created = await create(first, key);
    for (const retry of Object.values(customersFaces)) expect(await retry(key)).toBe(created);
    const { json } = await rest.get(`/v1/idempotency-keys/${key}`);
    expect(json).toMatchObject({ status: 'succeeded', payment: { payment_id: created, customer_id: 'cust-9' } });
  });

  it.each(Object.keys(servicesFaces))('between services: created by %s, retried by all the others', async (first) => {
    const key = newKey();
    const created = await servicesFaces[first]?.(key);
    for (const retry of Object.values(servicesFaces)) expect(await retry(key)).toBe(created);
  });

  it('even if all protocols send it concurrently', async () => {
    const key = newKey();
    const all = [...Object.values(keyFaces), ...Object.values(keyFaces)];
    const arrived = await Promise.all(all.map((face) => comingBack(face, key)));
    expect(arrived).toEqual(all.map(() => arrived[0]));
    expect(arrived[0]).toEqual({ paymentId: expect.any(String) });
  });
});

/** Retries until the payment is answered: a duplicate waits only so long for the first request. */
async function comingBack(face: KeyFace, key: string): ReturnType<KeyFace> {
  for (;;) {
    const arrived = await face(target, [key]);
    if (!('code' in arrived) || !['ABORTED', 'idempotency_key_in_use'].includes(arrived.code)) return arrived;
  }
}

describe.each(facesOf(Object.entries(keyFaces), ['REST', 'gRPC by the edge']))(
  'a key that arrives by %s',
  (_face, ask) => {
    it.each(arrivals)('$what is the key or is refused, and never creates another payment', async ({ lines, code }) => {
      const key = newKey();
      const arrived = () => ask(target, lines(key));
      const before = await arrived();
      const paid = await ask(target, [key]);
      expect(paid).toEqual({ paymentId: expect.any(String) });
      const wanted = code === undefined ? paid : { code };
      expect([before, await arrived()]).toEqual([wanted, wanted]);
    });
  },
);

describe('one payment', () => {
  it('is refunded by REST and read by gRPC', async () => {
    const customers = createClient(Customers, gRPC());
    const { paymentId } = await customers.createPayment(camel);
    await customers.processPayment({ paymentId });
    const part = await rest.post(`/v1/payments/${paymentId}/refund`, JSON.stringify({ amount: '5.25' }));
    expect(part.status).toBe(200);
    expect(await customers.getPayment({ paymentId })).toMatchObject({ status: 'captured', refundedAmount: '5.25' });
    await rest.post(`/v1/payments/${paymentId}/refund`, '{}');
    expect(await customers.getPayment({ paymentId })).toMatchObject({ status: 'refunded', refundedAmount: '25.00' });
    const byServices = await createClient(Services, gRPC()).getPayment({ paymentId });
    expect(byServices).toMatchObject({ amountMinor: 2500n, status: 'SUCCEEDED', refundedMinor: 2500n });
  });

  it('is created by the requestor, captured by gRPC, and read by every protocol', async () => {
    const key = newKey();
    const paymentId = await create('GraphQL', key);
    await createClient(Customers, gRPC()).processPayment({ paymentId });
    const read = await mock.get(`/api/payments/${paymentId}`);
    expect(read.json).toMatchObject({ success: true, data: { payment_id: paymentId, status: 'captured' } });
    expect((await rest.get(`/v1/payments/${paymentId}`)).json).toMatchObject({ status: 'SUCCESS' });
  });
});
