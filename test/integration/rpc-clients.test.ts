import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import {
  createGrpcWebTransport as createBrowserGrpcWebTransport,
  createConnectTransport as createBrowserTransport,
} from '@connectrpc/connect-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PaymentService as Customers } from '../../generated/proto/payment/v1/payment_pb.ts';
import { PaymentService as Services } from '../../generated/proto/payments/v1/payments_pb.ts';
import { facesOf } from '../support/faces.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let keys = 0;
const newKey = () => `clients-${run}-${++keys}`;
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const api = () => target.url;
const edge = () => `http://${target.grpc}`;
const http1 = { httpVersion: '1.1' } as const;

type Place = () => string;
const inJson = { useBinaryFormat: false };
const byGet = { useHttpGet: true };
const connect = (where: Place, more: object) => () => createConnectTransport({ baseUrl: where(), ...http1, ...more });
const grpcWeb = (where: Place, more: object) => () => createGrpcWebTransport({ baseUrl: where(), ...http1, ...more });

/** Every way in. What goes by the edge reaches the same functions; the rest are what API Gateway lets through. */
const all: readonly (readonly [string, () => Transport])[] = [
  ['Connect with JSON', connect(api, inJson)],
  ['Connect with protobuf', connect(api, {})],
  ['Connect with JSON, reads by GET', connect(api, { ...inJson, ...byGet })],
  ['Connect with protobuf, reads by GET', connect(api, byGet)],
  ['Connect of a browser', () => createBrowserTransport({ baseUrl: api() })],
  [
    'Connect of a browser with protobuf, reads by GET',
    () => createBrowserTransport({ baseUrl: api(), useBinaryFormat: true, ...byGet }),
  ],
  ['gRPC-Web', grpcWeb(api, {})],
  ['gRPC-Web with JSON', grpcWeb(api, inJson)],
  ['gRPC-Web of a browser', () => createBrowserGrpcWebTransport({ baseUrl: api() })],
  ['gRPC', () => createGrpcTransport({ baseUrl: edge() })],
  ['gRPC with JSON', () => createGrpcTransport({ baseUrl: edge(), useBinaryFormat: false })],
  ['gRPC-Web by the edge', grpcWeb(edge, {})],
  ['Connect by the edge', connect(edge, {})],
  ['Connect over HTTP/2 by the edge', () => createConnectTransport({ baseUrl: edge(), httpVersion: '2' })],
];
const faces = facesOf(all, ['Connect with JSON', 'gRPC-Web of a browser', 'gRPC', 'Connect over HTTP/2 by the edge']);

const refusalOf = (call: Promise<unknown>): Promise<ConnectError> =>
  call.then(
    (answer) => {
      throw new Error(`it was answered: ${JSON.stringify(answer)}`);
    },
    (error: unknown) => ConnectError.from(error),
  );

describe.each(faces)('%s', (_name, transport) => {
  const clients = () => ({
    customers: createClient(Customers, transport()),
    services: createClient(Services, transport()),
  });

  it('creates, repeats, reads, captures and refunds', async () => {
    const { customers } = clients();
    const wanted = { amount: '10.00', currency: 'USD', customerId: 'cust123', paymentMethod: 'card' };
    const key = keyed(newKey());
    const begun = Date.now();
    const created = await customers.createPayment(wanted, key);
    expect(created).toMatchObject({ ...wanted, status: 'created', failureCode: '' });
    expect(Number(created.createdAt?.seconds) * 1_000).toBeGreaterThan(begun - 60_000);

    let replayed: string | null = null;
    const onHeader = (headers: Headers) => {
      replayed = headers.get('idempotent-replayed');
    };
    expect(await customers.createPayment(wanted, { ...key, onHeader })).toEqual(created);
    expect(replayed).toBe('true');

    const { paymentId } = created;
    expect(await customers.getPayment({ paymentId })).toMatchObject({ paymentId, amount: '10.00', status: 'created' });
    expect(await customers.processPayment({ paymentId })).toMatchObject({ paymentId, status: 'captured' });
    expect(await customers.processPayment({ paymentId, action: 'refund' })).toMatchObject({ status: 'refunded' });
    expect(await customers.processPayment({ paymentId, action: 'refund' })).toMatchObject({ status: 'refunded' });
    const read = await customers.getPayment({ paymentId });
    expect(read).toMatchObject({ status: 'refunded', refundedAmount: '10.00' });
  });

  it('keeps what is large, and what is not ASCII', async () => {
    const { services } = clients();
    const wanted = {
      amountMinor: 99_999_999_999_999n,
      currency: 'USD',
      orderId: 'large',
      idempotencyKey: newKey(),
      metadata: { note: 'zehn Öre – ¥1,250 💶' },
    };
    const { paymentId, status } = await services.requestPayment(wanted);
    expect(status).toBe('SUCCEEDED');
    expect(await services.getPayment({ paymentId })).toMatchObject({ ...wanted, status: 'SUCCEEDED' });
  });

  it.each([
    [
      Code.InvalidArgument,
      'amount_precision',
      (c: Face) => c.customers.createPayment({ amount: '1.001', customerId: 'c' }),
    ],
    [
      Code.InvalidArgument,
      'field_invalid',
      (c: Face) => c.customers.processPayment({ paymentId: '1', action: 'explode' }),
    ],
    [Code.NotFound, 'payment_not_found', (c: Face) => c.services.getPayment({ paymentId: 'unknown' })],
    [Code.AlreadyExists, 'idempotency_key_reused', reuseKey],
    [Code.FailedPrecondition, 'payment_not_refundable', refundTooEarly],
    [
      Code.Unavailable,
      'processor_unavailable',
      (c: Face) => c.customers.createPayment({ amount: '1', customerId: 'c', paymentMethod: 'pm_answer_lost' }),
    ],
    [
      Code.ResourceExhausted,
      'body_too_large',
      (c: Face) => c.services.requestPayment({ currency: 'USD', orderId: 'x'.repeat(70_000) }),
    ],
  ] as const)('refuses with code %i, %s', async (code, reason, call) => {
    const refusal = await refusalOf(call(clients()));
    expect([Code[refusal.code], refusal.rawMessage]).toEqual([
      Code[code],
      expect.not.stringMatching(/\.ts:|node:|^\s+at /m),
    ]);
    // The edge itself refuses what is too large, before it knows our codes.
    if (reason !== 'body_too_large') expect(refusal.metadata.get('x-error-code')).toBe(reason);
    if (code === Code.Unavailable) expect(Number(refusal.metadata.get('retry-after'))).toBeGreaterThan(0);
  });

  it('takes many calls at once, of a tenth as many keys, and makes a payment for each key', async () => {
    const { services } = clients();
    const many = Math.min(target.crowd, 200);
    const some = Array.from({ length: Math.ceil(many / 10) }, newKey);
    const wanted = (idempotencyKey = '') => ({ amountMinor: 500n, currency: 'EUR', orderId: 'many', idempotencyKey });
    const calls = Array.from({ length: many }, (_, index) =>
      settled(() => services.requestPayment(wanted(some[index % some.length]))),
    );
    const ids = new Set((await Promise.all(calls)).map(({ paymentId }) => paymentId));
    expect(ids.size).toBe(some.length);
  });
});

// They wait for most of their time, so they do it together.
describe.concurrent.each(faces)('%s', (_name, transport) => {
  const customers = () => createClient(Customers, transport());

  it('ends with the deadline, and the retry finds what became of it', async () => {
    const wanted = { amount: '3.00', customerId: 'c', paymentMethod: 'pm_slow' };
    const key = keyed(newKey());
    const refusal = await refusalOf(customers().createPayment(wanted, { ...key, timeoutMs: 400 }));
    expect(Code[refusal.code]).toBe('DeadlineExceeded');
    const retried = await settled(() => customers().createPayment(wanted, key));
    expect(retried.status).toBe('created');
    expect((await customers().createPayment(wanted, key)).paymentId).toBe(retried.paymentId);
  });

  it('ends a call that its client cancels, and the retry finds what became of it', async () => {
    const wanted = { amount: '4.00', customerId: 'c', paymentMethod: 'pm_slow' };
    const key = keyed(newKey());
    const refusal = await refusalOf(customers().createPayment(wanted, { ...key, signal: AbortSignal.timeout(300) }));
    expect(['Canceled', 'DeadlineExceeded']).toContain(Code[refusal.code]);
    expect((await settled(() => customers().createPayment(wanted, key))).status).toBe('created');
  });
});

type Face = Readonly<{
  customers: ReturnType<typeof createClient<typeof Customers>>;
  services: ReturnType<typeof createClient<typeof Services>>;
}>;

async function reuseKey({ customers }: Face) {
  const key = keyed(newKey());
  await customers.createPayment({ amount: '1.00', customerId: 'c' }, key);
  return customers.createPayment({ amount: '2.00', customerId: 'c' }, key);
}

async function refundTooEarly({ customers }: Face) {
  const { paymentId } = await customers.createPayment({ amount: '1.00', customerId: 'c' });
  return customers.processPayment({ paymentId, action: 'refund' });
}

const comeBack = [Code.Aborted, Code.Unavailable, Code.DeadlineExceeded];

/** As a good client does: again while it is told to come back, or was left without an answer. */
async function settled<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const { code } = ConnectError.from(error);
      if (tries === 50 || !comeBack.includes(code)) throw error;
    }
  }
}
