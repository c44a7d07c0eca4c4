import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/requestor/requestor-create-payment.ts';
import { handler as get } from '../../functions/requestor/requestor-get-payment.ts';
import { handler as health } from '../../functions/requestor/requestor-health.ts';
import { requestId } from '../support/event.ts';
import { PaymentRpc, rpcRefusal } from '../support/payment-rpc.ts';
import { ask } from '../support/requestor.ts';

const documented = { amount: '10.00', currency: 'USD', customer_id: 'cust123', payment_method: 'card' };
const post = (rpc: PaymentRpc, body: unknown = documented, headers: Record<string, string> = {}) =>
  ask(create, rpc, 'POST /api/payments', { body, headers });

describe('POST /api/payments of the mock', () => {
  it('POST /api/payments creates a payment with one call and responds in the documented shape', async () => {
    const rpc = new PaymentRpc();
    const { status, headers, json } = await post(rpc, documented, { 'Idempotency-Key': '"k1"' });
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'X-Request-Id': requestId });
    expect(json).toEqual({
      success: true,
      data: {
        payment_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        amount: '10.00',
        currency: 'USD',
        status: 'created',
        created_at: '2026-11-21T12:00:00.000Z',
      },
    });
    expect(rpc.calls).toEqual([
      {
        rpc: 'CreatePayment',
        message: { amount: '10.00', currency: 'USD', customerId: 'cust123', paymentMethod: 'card', idempotencyKey: '' },
        key: 'k1',
        requestId,
      },
    ]);
  });

  it('POST /api/payments defaults to USD and card, and ignores unknown fields', async () => {
    const rpc = new PaymentRpc();
    expect((await post(rpc, { amount: '10.00', customer_id: 7, note: 'x' })).status).toBe(201);
    expect(rpc.calls[0]).toMatchObject({
      message: { amount: '10.00', currency: 'USD', customerId: '7', paymentMethod: 'card' },
      key: null,
    });
  });

  it.each([
    ['in the header', documented, { 'Idempotency-Key': 'k1' }],
    ['in the body', { ...documented, idempotency_key: 'k1' }, {}],
  ])('a replay has the same bytes and is marked: the key %s', async (_where, body, sent) => {
    const headers: Record<string, string> = { ...sent };
    const rpc = new PaymentRpc();
    const [first, again] = [await post(rpc, body, headers), await post(rpc, body, headers)];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect([first, again].map((answer) => answer.headers['Idempotent-Replayed'])).toEqual([undefined, 'true']);
  });

  it('a declined payment is answered with 402, the reason and the payment', async () => {
    const { status, json } = await post(new PaymentRpc(), { ...documented, payment_method: 'pm_declined' });
    expect(status).toBe(402);
    expect(json).toEqual({
      success: false,
      error: 'The card was declined.',
      code: 'card_declined',
      data: expect.objectContaining({ status: 'failed', amount: '10.00' }),
    });
  });

  it.each([
    [400, 'amount_required', { customer_id: 'c' }],
    [400, 'amount_type', { ...documented, amount: true }],
    [400, 'currency_invalid', { ...documented, currency: 7 }],
    [400, 'id_invalid', { ...documented, customer_id: 'no such/id' }],
    [400, 'field_invalid', { ...documented, payment_method: {} }],
    [400, 'card_number_not_accepted', { ...documented, payment_method: '4111 1111 1111 1111' }],
    [400, 'idempotency_key_mismatch', { ...documented, idempotency_key: 'k2' }],
    [400, 'object_required', []],
    [400, 'invalid_json', '{"amount": "10.00",}'],
    [400, 'duplicate_key', '{"amount": "10.00", "amount": "1.00"}'],
    [413, 'body_too_large', { ...documented, note: 'x'.repeat(66_000) }],
  ])('POST /api/payments refuses with %d %s without calling the service', async (wantedStatus, code, body) => {
    const rpc = new PaymentRpc();
    const { status, json } = await post(rpc, body, { 'Idempotency-Key': 'k1' });
    expect([status, json.success, json.code, json.request_id]).toEqual([wantedStatus, false, code, requestId]);
    expect(json.error).toEqual(expect.stringMatching(/^[A-Z]/));
    expect(rpc.calls).toEqual([]);
  });

  it.each([
    [400, 'amount_format', { ...documented, amount: '1e3' }],
    [400, 'field_required', { amount: '10.00' }],
  ])('POST /api/payments passes on refusals of the service: %d %s', async (wantedStatus, code, body) => {
    const { status, json } = await post(new PaymentRpc(), body);
    expect([status, json.success, json.code]).toEqual([wantedStatus, false, code]);
  });

  it('a key used for another payment is refused', async () => {
    const rpc = new PaymentRpc();
    await post(rpc, documented, { 'Idempotency-Key': 'k1' });
    const { status, json } = await post(rpc, { ...documented, amount: '11.00' }, { 'Idempotency-Key': 'k1' });
    expect([status, json.code, json.success]).toEqual([422, 'idempotency_key_reused', false]);
  });
});

describe('failures of the payment service', () => {
  const secret = 'connect ECONNREFUSED 10.0.0.7:443';

  it.each([
    [503, 'store_unavailable', '7', rpcRefusal(Code.Unavailable, 'store_unavailable', 'try again', '7')],
    [409, 'idempotency_key_in_use', '1', rpcRefusal(Code.Aborted, 'idempotency_key_in_use', 'on its way', '1')],
    [409, 'concurrent_update', '1', new ConnectError(secret, Code.Aborted)],
    [409, 'wrong_state', undefined, new ConnectError(secret, Code.FailedPrecondition)],
    [422, 'idempotency_key_reused', undefined, new ConnectError(secret, Code.AlreadyExists)],
    [400, 'field_invalid', undefined, new ConnectError(secret, Code.InvalidArgument)],
    [404, 'payment_not_found', undefined, new ConnectError(secret, Code.NotFound)],
    [429, 'rate_limited', '1', new ConnectError(secret, Code.ResourceExhausted)],
    [429, 'rate_limited', '9', rpcRefusal(Code.ResourceExhausted, 'a_code_of_others', secret, '9')],
    [503, 'payment_service_unavailable', '1', new ConnectError(secret, Code.Unavailable)],
    [503, 'payment_service_unavailable', '1', rpcRefusal(Code.Unavailable, '', secret, 'tomorrow')],
    [504, 'out_of_time', '1', new ConnectError(secret, Code.DeadlineExceeded)],
    [500, 'internal_error', undefined, new ConnectError(secret, Code.Internal)],
    [500, 'internal_error', undefined, rpcRefusal(Code.Internal, 'internal_error', secret)],
    [500, 'internal_error', undefined, new ConnectError(secret, Code.Unauthenticated)],
    [500, 'internal_error', undefined, new ConnectError(secret, Code.PermissionDenied)],
    [500, 'internal_error', undefined, new ConnectError(secret, Code.Unimplemented)],
    [500, 'internal_error', undefined, new Error(secret)],
  ])('a failed call becomes %d %s with Retry-After %s', async (wantedStatus, code, retryAfter, fault) => {
    const rpc = new PaymentRpc();
    rpc.fault = fault;
    const { status, headers, json, body } = await post(rpc);
    expect([status, json.code, headers['Retry-After']]).toEqual([wantedStatus, code, retryAfter]);
    expect(json).toMatchObject({ success: false, request_id: requestId, error: expect.stringMatching(/^[A-Z]/) });
    expect(body).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|at .*\.ts/);
  });

  it('an unreachable service becomes 503', async () => {
    const rpc = new PaymentRpc();
    rpc.gateway = () => Promise.reject(new TypeError('fetch failed', { cause: new Error(secret) }));
    const { status, json, body } = await post(rpc);
    expect([status, json.code]).toEqual([503, 'payment_service_unavailable']);
    expect(body).not.toContain('ECONNREFUSED');
  });

  it('a malformed response of the service becomes 500', async () => {
    const rpc = new PaymentRpc();
    rpc.gateway = async () => new Response('{}', { headers: { 'Content-Type': 'application/json' } });
    const { status, json } = await post(rpc);
    expect([status, json.code]).toEqual([500, 'internal_error']);
  });
});

describe('GET /api/payments/{payment_id} of the mock', () => {
  const read = (rpc: PaymentRpc, id: string) => ask(get, rpc, `GET /api/payments/${id}`);

  it('GET /api/payments/{payment_id} shows a created payment', async () => {
    const rpc = new PaymentRpc();
    const made = await post(rpc);
    const { status, json } = await read(rpc, made.json.data.payment_id);
    expect([status, json]).toEqual([200, made.json]);
  });

  it('GET /api/payments/{payment_id} shows a declined payment like any other', async () => {
    const rpc = new PaymentRpc();
    const made = await post(rpc, { ...documented, payment_method: 'pm_declined' });
    const { status, json } = await read(rpc, made.json.data.payment_id);
    expect([status, json]).toEqual([200, { success: true, data: made.json.data }]);
  });

  it('GET /api/payments/{payment_id} responds with 404 for an unknown payment', async () => {
    const { status, json } = await read(new PaymentRpc(), 'unknown');
    expect([status, json.success, json.code, json.error]).toEqual([
      404,
      false,
      'payment_not_found',
      'Payment not found',
    ]);
  });

  it.each(['a%20b', '%E0%A4%A', 'x'.repeat(65)])('%s is no valid id and does not reach the service', async (id) => {
    const rpc = new PaymentRpc();
    const { status, json } = await read(rpc, id);
    expect([Math.floor(status / 100), json.success]).toEqual([4, false]);
    expect(rpc.calls).toEqual([]);
  });

  it('a card number instead of an id is refused', async () => {
    const { status, json, body } = await read(new PaymentRpc(), '4111111111111111');
    expect([status, json.success, json.code]).toEqual([400, false, 'card_number_not_accepted']);
    expect(body).not.toContain('4111');
  });
});

describe('GET /health of the mock', () => {
  it('GET /health is healthy while the payment service is', async () => {
    const { status, json } = await ask(health, new PaymentRpc(), 'GET /health');
    expect(status).toBe(200);
    expect(json).toEqual({
      status: 'healthy',
      service: 'requestor-mock',
      version: 'test',
      payment_service_status: 'UP',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('GET /health is unhealthy while the payment service is, without detail', async () => {
    const rpc = new PaymentRpc();
    rpc.fault = new ConnectError('arn:aws:dynamodb', Code.Unavailable);
    const { status, json, body } = await ask(health, rpc, 'GET /health/');
    expect([status, json.status, json.payment_service_status]).toEqual([503, 'unhealthy', 'DOWN']);
    expect(body).not.toContain('arn');
  });
});
