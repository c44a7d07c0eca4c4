import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;
let keys = 0;
const newKey = () => ({ 'Idempotency-Key': `canonical-${run}-${++keys}` });

beforeAll(async () => {
  target = await openTarget();
  api = clientOf(target.url);
});
afterAll(() => target.close());

const body = (fields: Record<string, unknown>) => JSON.stringify({ amount: '12.50', currency: 'EUR', ...fields });

describe('POST /v1/payments', () => {
  it('charges, and answers with the same payment as GET', async () => {
    const answer = await api.post('/v1/payments', body({ order_id: 9, metadata: { note: 'x' } }), newKey());
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      order_id: 9,
      currency: 'EUR',
      method: 'CARD',
      status: 'SUCCESS',
      reference: expect.stringMatching(/^PAY-/),
      metadata: { note: 'x' },
    });
    expect(answer.text).toContain('"amount":12.50,');
    expect(answer.text).toContain('"refunded_amount":0.00,"refundable_amount":12.50');
    expect((await api.get(`/v1/payments/${answer.json.payment_id}`)).text).toBe(answer.text);
  });

  it('replays a repeated key with the same bytes and status, and marks the replay', async () => {
    const key = newKey();
    const first = await api.post('/v1/payments', body({}), key);
    const second = await api.post('/v1/payments/', body({ amount: 12.5, metadata: { another: 'note' } }), key);
    const quoted = await api.post('/v1/payments', body({}), { 'Idempotency-Key': `"${key['Idempotency-Key']}"` });
    expect([second.status, second.text, quoted.text]).toEqual([201, first.text, first.text]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('keeps an amount exact that a double cannot represent', async () => {
    const largest = body({ amount: '999999999999.9999', currency: 'UYW' });
    const answer = await api.post('/v1/payments', largest, newKey());
    expect(answer.text).toContain('"amount":999999999999.9999,"currency":"UYW"');
    expect((await api.get(`/v1/payments/${answer.json.payment_id}`)).text).toBe(answer.text);
  });

  it('accepts the key in the body too, and refuses different keys in header and body', async () => {
    const key = newKey();
    const inBody = { idempotency_key: key['Idempotency-Key'] };
    const first = await api.post('/v1/payments', body(inBody));
    expect((await api.post('/v1/payments', body({}), key)).text).toBe(first.text);
    const differing = await api.post('/v1/payments', body(inBody), newKey());
    expect([differing.status, differing.json.code]).toEqual([400, 'idempotency_key_mismatch']);
  });

  it.each([
    ['amount', { amount: '12.51' }],
    ['currency', { currency: 'USD' }],
    ['method', { method: 'wallet' }],
    ['payment_method', { payment_method: 'pm_other' }],
    ['order_id', { order_id: 'o-2' }],
    ['customer_id', { customer_id: 'c-2' }],
  ])('refuses a key that was used with another %s, and names the field', async (field, changed) => {
    const key = newKey();
    const first = await api.post('/v1/payments', body({}), key);
    const other = await api.post('/v1/payments', body(changed), key);
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
    expect(other.json.mismatched).toEqual([field]);
    expect((await api.post('/v1/payments', body({}), key)).text).toBe(first.text);
  });

  it('creates a new payment for each request without a key', async () => {
    const [one, other] = [await api.post('/v1/payments', body({})), await api.post('/v1/payments', body({}))];
    expect(one.json.payment_id).not.toBe(other.json.payment_id);
  });

  it('replays a decline', async () => {
    const key = newKey();
    const declined = await api.post('/v1/payments', body({ payment_method: 'pm_declined' }), key);
    const again = await api.post('/v1/payments', body({ payment_method: 'pm_declined' }), key);
    expect([declined.status, declined.json.status, declined.json.failure_code]).toEqual([
      402,
      'FAILED',
      'card_declined',
    ]);
    expect([again.status, again.text]).toEqual([402, declined.text]);
  });

  it('answers 503 if the processor’s answer was lost, and a retry finds the one charge', async () => {
    const key = newKey();
    const lost = await api.post('/v1/payments', body({ payment_method: 'pm_answer_lost' }), key);
    expect([lost.status, lost.headers.get('retry-after'), lost.json.code]).toEqual([503, '1', 'processor_unavailable']);
    const found = await api.post('/v1/payments', body({ payment_method: 'pm_answer_lost' }), key);
    expect([found.status, found.json.status]).toEqual([201, 'SUCCESS']);
  });

  it('makes a duplicate of a request in flight wait, or answers 409 with Retry-After', async () => {
    const slow = body({ payment_method: 'pm_slow' });
    const sendTwice = async () => {
      const key = newKey();
      const first = api.post('/v1/payments', slow, key);
      const path = `/v1/idempotency-keys/${key['Idempotency-Key']}`;
      // Done already if the machine was too slow to see it in progress: then it is sent twice again.
      await eventually(async () => expect((await api.get(path)).json.status).toMatch(/^(in_progress|succeeded)$/));
      return { key, first, impatient: await api.post('/v1/payments', slow, { ...key, Prefer: 'wait=0' }) };
    };
    let sent = await sendTwice();
    // On a slow machine, the first request may be done before the duplicate arrives.
    for (let tries = 1; tries < 10 && sent.impatient.status === 201; tries++) sent = await sendTwice();
    const { key, first, impatient } = sent;
    expect([impatient.status, impatient.json.code]).toEqual([409, 'idempotency_key_in_use']);
    expect(impatient.headers.get('retry-after')).toBe('1');
    const patient = await api.post('/v1/payments', slow, { ...key, Prefer: 'wait=8' });
    expect([patient.status, patient.text]).toEqual([201, (await first).text]);
  });

  it.each([
    ['an unknown field', { status: 'completed' }, 400, 'unknown_field'],
    ['no amount', { amount: undefined }, 400, 'amount_required'],
    ['an amount of zero', { amount: '0' }, 400, 'amount_not_positive'],
    ['an invalid currency', { currency: 'eur' }, 400, 'currency_invalid'],
    ['decimals in yen', { currency: 'JPY' }, 400, 'amount_precision'],
    ['an invalid method', { method: 'gold' }, 400, 'field_invalid'],
    ['a card number', { customer_id: '4242424242424242' }, 400, 'card_number_not_accepted'],
    ['a card number in the metadata', { metadata: { card: '5555 5555 5555 4444' } }, 400, 'card_number_not_accepted'],
    ['metadata that is not an object', { metadata: 'text' }, 400, 'metadata_invalid'],
  ])('refuses %s with a problem object', async (_, changed, status, code) => {
    const answer = await api.post('/v1/payments', body(changed), newKey());
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ status, code, type: `urn:payment-service:problem:${code}` });
    expect(answer.json.request_id).toBe(answer.headers.get('x-request-id'));
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-8', 201],
    ['application/json; charset=latin-1', 415],
  ])('answers the media type %s with %i', async (type, status) => {
    expect((await api.post('/v1/payments', body({}), { 'Content-Type': type })).status).toBe(status);
  });
});

describe('compression', () => {
  it.each(['/v1/payments', '/openapi.json'])('applies to GET %s and preserves its bytes', async (path) => {
    const asked = (encoding: string) => api.get(path, { 'Accept-Encoding': encoding });
    const [plain, packed] = [await asked('identity'), await asked('gzip')];
    expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
    expect(Object.keys(packed.json)).toEqual(Object.keys(plain.json));
    expect(packed.text.length).toBeGreaterThan(1_400);
  });
});

describe('HEAD /health', () => {
  it('has the status and headers of GET, but no body', async () => {
    const { status, headers, text } = await api.send('HEAD', '/health');
    expect([status, headers.get('content-type'), text]).toEqual([200, 'application/json', '']);
  });
});

describe('GET /health', () => {
  it('reports that the table can be read', async () => {
    expect((await api.get('/health')).json).toMatchObject({
      status: 'healthy',
      service: 'payment-service',
      database_status: 'UP',
    });
  });
});
