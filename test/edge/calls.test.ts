import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edge, startEdge } from '../../edge/server.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { codeNames, memoryPaymentApi, type PaymentApi } from '../support/memory-payment-api.ts';

let api: PaymentApi;
let edge: Edge;
let clients: ReturnType<typeof grpcClients>;
beforeAll(async () => {
  api = await memoryPaymentApi();
  edge = await startEdge({ upstream: api.url, ports: [0] });
  clients = grpcClients(`127.0.0.1:${edge.ports[0]}`);
});
afterAll(async () => {
  clients.close();
  await edge.stop(1_000);
  await api[Symbol.asyncDispose]();
});

const lastSeen = () => api.seen.at(-1);
const payment = { amount: '10.00', currency: 'USD', customer_id: 'cust123' };

describe('a call by native gRPC', () => {
  it('reaches the API as Connect JSON and comes back', async () => {
    const { code, answer } = await clients.customers('CreatePayment', payment);
    expect(code).toBe('OK');
    expect(answer).toMatchObject({ ...payment, status: 'created' });
    expect(lastSeen()).toMatchObject({
      method: 'POST',
      path: '/payment.v1.PaymentService/CreatePayment',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('that only reads reaches it as GET', async () => {
    const { answer } = await clients.services('GetPayment', { payment_id: 'p-unknown' });
    expect(answer).toMatchObject({ payment_id: 'p-unknown' });
    expect(lastSeen()).toMatchObject({ method: 'GET', path: '/payments.v1.PaymentService/GetPayment' });
  });

  it('keeps whole numbers beyond 2^53', async () => {
    const asked = { amount_minor: '9007199254740993', order_id: 'o-1', idempotency_key: 'key-0001', currency: 'USD' };
    const made = await clients.services('RequestPayment', asked);
    const { answer } = await clients.services('GetPayment', { payment_id: made.answer?.payment_id });
    expect(answer?.amount_minor).toBe('9007199254740993');
  });
});

describe('an error of the API', () => {
  it.each(codeNames)('keeps its code %s, its message, and what callers may know of it', async (name) => {
    const called = await clients.customers('GetPayment', { payment_id: name });
    expect(called.code).toBe(name === 'canceled' ? 'CANCELLED' : name.toUpperCase());
    // grpc-js decodes less than was encoded.
    expect(decodeURIComponent(called.message)).toBe(`it is ${name}: né ✓`);
    expect(called.metadata).toMatchObject({ 'x-error-code': `because_${name}`, 'retry-after': '7' });
    expect(called.metadata).not.toHaveProperty('x-internal');
  });
});

describe('metadata', () => {
  it('reaches the API if it is for the API, and only then', async () => {
    const forApi = {
      authorization: 'Bearer t',
      'x-api-key': 'k',
      'idempotency-key': 'key-0001',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'a=b',
      prefer: 'wait=3',
    };
    await clients.customers('CreatePayment', payment, { ...forApi, cookie: 'a=1', 'x-forwarded-for': '10.0.0.1' });
    expect(lastSeen()?.headers).toMatchObject(forApi);
    expect(lastSeen()?.headers).not.toHaveProperty('cookie');
    expect(lastSeen()?.headers).not.toHaveProperty('x-forwarded-for');
  });

  it('comes back if callers are to see it, and only then', async () => {
    const { metadata } = await clients.customers('CreatePayment', payment);
    expect(metadata).toMatchObject({ 'x-request-id': expect.stringMatching(/^r-\d+$/), 'idempotent-replayed': 'true' });
    expect(metadata).not.toHaveProperty('set-cookie');
  });

  it('of an error has the details that clients know, and no others', async () => {
    const { metadata } = await clients.customers('GetPayment', { payment_id: 'not_found' });
    const details = String(metadata['grpc-status-details-bin']);
    expect(details).toContain('google.rpc.ErrorInfo');
    expect(details).not.toContain('internal.Stack');
  });
});

describe('a deadline', () => {
  const timeoutSeen = () => Number(lastSeen()?.headers['connect-timeout-ms']);

  it('ends the call, and the API is told what is left of it', async () => {
    const seen = api.seen.length;
    let ms = 200;
    // On a busy machine a short deadline may be over before the call reaches the API.
    for (; api.seen.length === seen; ms *= 2) {
      const deadline = Date.now() + ms;
      const { code } = await clients.customers('GetPayment', { payment_id: 'held' }, {}, { deadline });
      expect(code).toBe('DEADLINE_EXCEEDED');
    }
    expect(timeoutSeen()).toBeGreaterThan(0);
    expect(timeoutSeen()).toBeLessThanOrEqual(ms / 2);
  });

  it.each([
    ['none', {}, 10_000],
    ['of a minute', { deadline: Date.now() + 60_000 }, 28_500],
    ['of a month, which is more than Node has timers for', { deadline: Date.now() + 31 * 86_400_000 }, 28_500],
  ])('%s lets the API work for %3$i ms at most', async (_, options, most) => {
    const { code } = await clients.customers('GetPayment', { payment_id: 'p' }, {}, options);
    expect(code).toBe('OK');
    expect(timeoutSeen()).toBe(most);
  });
});

describe('many calls', () => {
  it('at once over one connection all get their own answer', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    const called = await Promise.all(ids.map((id) => clients.services('GetPayment', { payment_id: id })));
    expect(called.map(({ answer }) => answer?.payment_id)).toEqual(ids);
  });
});
