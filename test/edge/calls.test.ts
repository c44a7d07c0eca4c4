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

describe('native gRPC calls', () => {
  it('a gRPC call reaches the API as Connect JSON, and its response comes back', async () => {
    const { code, answer } = await clients.customers('CreatePayment', payment);
    expect(code).toBe('OK');
    expect(answer).toMatchObject({ ...payment, status: 'created' });
    expect(lastSeen()).toMatchObject({
      method: 'POST',
      path: '/payment.v1.PaymentService/CreatePayment',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('a gRPC call without side effects reaches the API as GET', async () => {
    const { answer } = await clients.services('GetPayment', { payment_id: 'p-unknown' });
    expect(answer).toMatchObject({ payment_id: 'p-unknown' });
    expect(lastSeen()).toMatchObject({ method: 'GET', path: '/payments.v1.PaymentService/GetPayment' });
  });

  it('a gRPC call keeps integers beyond 2^53', async () => {
    const request = { amount_minor: '9007199254740993', order_id: 'o-1', idempotency_key: 'key-0001', currency: 'USD' };
    const made = await clients.services('RequestPayment', request);
    const { answer } = await clients.services('GetPayment', { payment_id: made.answer?.payment_id });
    expect(answer?.amount_minor).toBe('9007199254740993');
  });
});

describe('errors of the API', () => {
  it.each(codeNames)('an API error keeps its code %s, its message and its public metadata', async (name) => {
    const called = await clients.customers('GetPayment', { payment_id: name });
    expect(called.code).toBe(name === 'canceled' ? 'CANCELLED' : name.toUpperCase());
    // grpc-js decodes fewer characters than were encoded.
    expect(decodeURIComponent(called.message)).toBe(`it is ${name}: né ✓`);
    expect(called.metadata).toMatchObject({ 'x-error-code': `because_${name}`, 'retry-after': '7' });
    expect(called.metadata).not.toHaveProperty('x-internal');
  });
});

describe('metadata', () => {
  it('only metadata meant for the API is forwarded', async () => {
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

  it('only metadata meant for clients is returned', async () => {
    const { metadata } = await clients.customers('CreatePayment', payment);
    expect(metadata).toMatchObject({ 'x-request-id': expect.stringMatching(/^r-\d+$/), 'idempotent-replayed': 'true' });
    expect(metadata).not.toHaveProperty('set-cookie');
  });

  it('an error has only the details that clients know', async () => {
    const { metadata } = await clients.customers('GetPayment', { payment_id: 'not_found' });
    const details = String(metadata['grpc-status-details-bin']);
    expect(details).toContain('google.rpc.ErrorInfo');
    expect(details).not.toContain('internal.Stack');
  });
});

describe('a deadline', () => {
  const timeoutSeen = () => Number(lastSeen()?.headers['connect-timeout-ms']);

  it('the deadline ends the call, and the API gets the remaining time', async () => {
    const seen = api.seen.length;
    let ms = 200;
    // On a busy machine a short deadline may pass before the call reaches the API.
    for (; api.seen.length === seen; ms *= 2) {
      const deadline = Date.now() + ms;
      const { code } = await clients.customers('GetPayment', { payment_id: 'held' }, {}, { deadline });
      expect(code).toBe('DEADLINE_EXCEEDED');
    }
    expect(timeoutSeen()).toBeGreaterThan(0);
    expect(timeoutSeen()).toBeLessThanOrEqual(ms / 2);
  });

  it.each([
    ['none', {}, 15_000],
    ['of a minute', { deadline: Date.now() + 60_000 }, 28_500],
    ['of a month, which is more than Node has timers for', { deadline: Date.now() + 31 * 86_400_000 }, 28_500],
  ])('with a deadline %s the API gets at most %3$i ms', async (_, options, most) => {
    const { code } = await clients.customers('GetPayment', { payment_id: 'p' }, {}, options);
    expect(code).toBe('OK');
    expect(timeoutSeen()).toBe(most);
  });
});

describe('concurrent calls', () => {
  it('concurrent calls over one connection all get their own responses', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    const called = await Promise.all(ids.map((id) => clients.services('GetPayment', { payment_id: id })));
    expect(called.map(({ answer }) => answer?.payment_id)).toEqual(ids);
  });
});
