import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, clientOf, comingBack } from '../support/client.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;
let made = 0;
const fresh = (kind: string) => `${kind}-${run}-${++made}`;
const newTrip = () => `completed-${run}-${++made}`;

beforeAll(async () => {
  target = await openTarget();
  api = clientOf(target.url);
});
afterAll(() => target.close());

const charge = (trip: string | number, key: string, more: Record<string, unknown> = {}) =>
  api.post('/v1/payments/charge', JSON.stringify({ idempotency_key: key, trip_id: trip, method: 'CARD', ...more }));
const refund = (payment: unknown, body: Record<string, unknown>) =>
  api.post(`/v1/payments/${payment}/refund`, JSON.stringify(body));
const get = async (payment: unknown) => (await api.get(`/v1/payments/${payment}`)).json;

async function paid(amount = '100.00', more: Record<string, unknown> = {}): Promise<Answered> {
  const body = JSON.stringify({ amount, idempotency_key: fresh('payment'), ...more });
  const answer = await api.post('/v1/payments', body);
  expect(answer.status).toBe(201);
  return answer;
}

describe('POST /v1/payments/charge', () => {
  it('charges the trip’s fare, and replays the answer', async () => {
    const key = fresh('charge');
    const trip = newTrip();
    const first = await charge(trip, key, { rider_id: 101, driver_id: 201 });
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({
      trip_id: trip,
      status: 'SUCCESS',
      rider_id: 101,
      driver_id: 201,
      currency: 'USD',
    });
    const again = await charge(trip, key, { rider_id: 101, driver_id: 201 });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['another trip', { trip_id: 'completed-else' }, ['trip_id']],
    ['another method', { method: 'WALLET' }, ['method']],
    ['another rider', { rider_id: 7 }, ['rider_id']],
  ])('refuses a key that was used for %s', async (_, changed, mismatched) => {
    const key = fresh('charge');
    const trip = newTrip();
    await charge(trip, key);
    const other = await charge(trip, key, changed);
    expect([other.status, other.json.code, other.json.mismatched]).toEqual([422, 'idempotency_key_reused', mismatched]);
  });

  it('refuses a paid trip and names its payment', async () => {
    const trip = newTrip();
    const first = await charge(trip, fresh('charge'));
    const key = fresh('charge');
    for (let time = 0; time < 2; time++) {
      const second = await charge(trip, key);
      expect([second.status, second.json.code]).toEqual([409, 'trip_already_paid']);
      expect(second.json.payment_id).toBe(first.json.payment_id);
    }
    await refund(first.json.payment_id, {});
    expect((await charge(trip, key)).status).toBe(409);
  });

  it('charges once for many concurrent keys, and tells the others which payment it was', async () => {
    const trip = newTrip();
    const many = Math.min(target.crowd, 50);
    const answers = await Promise.all(
      Array.from({ length: many }, () => {
        const key = fresh('crowd');
        return comingBack(() => charge(trip, key));
      }),
    );
    const [charged, ...none] = answers.filter(({ status }) => status === 201);
    expect(none).toEqual([]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(many - 1);
    for (const { json } of refused) {
      expect(['trip_already_paid', 'trip_payment_in_progress']).toContain(json.code);
      expect(json.payment_id).toBe(charged?.json.payment_id);
    }
  });

  it('charges a trip with another key after a decline', async () => {
    const trip = newTrip();
    const declined = await charge(trip, fresh('charge'), { payment_method: 'pm_declined' });
    expect([declined.status, declined.json.failure_code]).toEqual([402, 'card_declined']);
    expect((await charge(trip, fresh('charge'))).status).toBe(201);
  });

  it.each([
    [51, 400, 'trip_not_completed'],
    [61, 400, 'trip_not_completed'],
    [424_242, 404, 'trip_not_found'],
    ['failing', 503, 'trip_service_unavailable'],
    ['nonsense', 503, 'trip_service_unavailable'],
    ['wrong-currency', 503, 'trip_service_unavailable'],
    ['huge', 503, 'trip_service_unavailable'],
    ['slow', 503, 'trip_service_unavailable'],
  ])('answers for trip %s with %i %s and leaves the key free', async (trip, status, code) => {
    const key = fresh('charge');
    const answer = await charge(trip, key);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get('retry-after') !== null).toBe(status === 503);
    expect((await api.get(`/v1/idempotency-keys/${key}`)).json.status).toBe('never_seen');
  });

  it.each([
    ['no key', { trip_id: 1, method: 'CARD' }, 'idempotency_key_missing'],
    ['no trip', { idempotency_key: 'k', method: 'CARD' }, 'field_required'],
    ['no method', { idempotency_key: 'k', trip_id: 1 }, 'field_required'],
  ])('refuses a request with %s', async (_, body, code) => {
    const answer = await api.post('/v1/payments/charge', JSON.stringify(body));
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });
});

describe('POST /v1/payments/{payment_id}/refund', () => {
  it('refunds a part, then the rest', async () => {
    const { payment_id } = (await paid()).json;
    const part = await refund(payment_id, { amount: 30.5, reason: 'late' });
    expect(part.status).toBe(200);
    expect(part.text).toContain('"refund_amount":30.50,"refunded_amount":30.50,"refundable_amount":69.50');
    expect(part.json).toMatchObject({ status: 'SUCCESS', refund_status: 'SUCCESS', reason: 'late' });
    const rest = await api.send('POST', `/v1/payments/${payment_id}/refund`);
    expect(rest.json).toMatchObject({
      refund_amount: 69.5,
      refunded_amount: 100,
      refundable_amount: 0,
      status: 'REFUNDED',
    });
    expect(await get(payment_id)).toMatchObject({ status: 'REFUNDED', refunded_amount: 100, refundable_amount: 0 });
  });

  it('replays a key with the same bytes, whatever was refunded later', async () => {
    const { payment_id } = (await paid()).json;
    const key = { idempotency_key: fresh('refund') };
    const first = await refund(payment_id, { ...key, amount: '10.00' });
    await refund(payment_id, { amount: 5 });
    const again = await refund(payment_id, { ...key, amount: 10 });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await refund(payment_id, { ...key, amount: 11 });
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await get(payment_id)).toMatchObject({ refunded_amount: 15 });
  });

  it.each([
    ['more than remains', { amount: '100.01' }, 'refund_exceeds_remaining'],
    ['zero', { amount: 0 }, 'amount_not_positive'],
    ['a negative amount', { amount: -5 }, 'amount_not_positive'],
    ['a fraction of a cent', { amount: '1.001' }, 'amount_precision'],
    ['words', { amount: 'all of it' }, 'amount_format'],
  ])('refuses %s and changes nothing', async (_, body, code) => {
    const { payment_id } = (await paid()).json;
    const answer = await refund(payment_id, body);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
    if (code === 'refund_exceeds_remaining') {
      expect(answer.json).toMatchObject({ refundable_amount: '100.00', refunded_amount: '0.00' });
    }
    expect(await get(payment_id)).toMatchObject({ refunded_amount: 0, refundable_amount: 100 });
  });

  it.each([
    ['JPY', '1250', '1250', 1250],
    ['KWD', '1.250', '0.125', 0.125],
    ['EUR', '80.00', '30', 30],
  ])('refunds in the payment’s currency, %s', async (currency, amount, back, refunded) => {
    const { payment_id } = (await paid(amount, { currency })).json;
    const answer = await refund(payment_id, { amount: back });
    expect(answer.json).toMatchObject({ refund_amount: refunded, currency });
  });

  it('refuses a failed or unknown payment', async () => {
    const body = JSON.stringify({ amount: '5.00', payment_method: 'pm_declined', idempotency_key: fresh('payment') });
    const { payment_id } = (await api.post('/v1/payments', body)).json;
    expect((await refund(payment_id, {})).json.code).toBe('payment_not_refundable');
    expect((await refund('nobody', {})).json).toMatchObject({ status: 404, error: 'Payment not found' });
  });

  it('releases the reservation of a refund that the processor declines', async () => {
    const { payment_id } = (await paid('40.00', { payment_method: 'pm_refund_declined' })).json;
    const key = { idempotency_key: fresh('refund') };
    const declined = await refund(payment_id, { ...key, amount: 10 });
    expect([declined.status, declined.json.refund_status, declined.json.failure_code]).toEqual([
      402,
      'FAILED',
      'refund_declined',
    ]);
    expect((await refund(payment_id, { ...key, amount: 10 })).text).toBe(declined.text);
    expect(await get(payment_id)).toMatchObject({ refunded_amount: 0, refundable_amount: 40 });
  });

  it('refunds once if the processor’s answer was lost and the client retries', async () => {
    const { payment_id } = (await paid('40.00', { payment_method: 'pm_refund_answer_lost' })).json;
    const key = { idempotency_key: fresh('refund'), amount: 15 };
    expect((await refund(payment_id, key)).status).toBe(503);
    expect((await refund(payment_id, key)).status).toBe(200);
    expect(await get(payment_id)).toMatchObject({ refunded_amount: 15, refundable_amount: 25 });
  });

  it('grants exactly half of many concurrent refunds of 1.00, if the payment covers only half of them', async () => {
    const half = Math.min(target.crowd, 60) / 2;
    const { payment_id } = (await paid(`${half}.00`)).json;
    const answers = await Promise.all(
      Array.from({ length: 2 * half }, () => {
        const body = { amount: '1.00', idempotency_key: fresh('crowd') };
        return comingBack(() => refund(payment_id, body));
      }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(half);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(half);
    expect(await get(payment_id)).toMatchObject({ status: 'REFUNDED', refunded_amount: half, refundable_amount: 0 });
  });

  it('grants one of two concurrent refunds of 60.00 of a payment of 100.00', async () => {
    const { payment_id } = (await paid()).json;
    const two = await Promise.all(
      [fresh('refund'), fresh('refund')].map((idempotency_key) =>
        comingBack(() => refund(payment_id, { amount: 60, idempotency_key })),
      ),
    );
    expect(new Set(two.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(await get(payment_id)).toMatchObject({ refunded_amount: 60, refundable_amount: 40 });
  });
});

describe('an authorized payment', () => {
  const authorized = async () => (await paid('20.00', { capture: false })).json;

  it('is refundable only after its capture', async () => {
    const { payment_id, status, refundable_amount } = await authorized();
    expect([status, refundable_amount]).toEqual(['PENDING', 0]);
    expect((await refund(payment_id, {})).json.code).toBe('payment_not_refundable');
    const captured = await api.send('POST', `/v1/payments/${payment_id}/capture`);
    expect([captured.status, captured.json.status, captured.json.refundable_amount]).toEqual([200, 'SUCCESS', 20]);
    expect((await api.send('POST', `/v1/payments/${payment_id}/capture`)).text).toBe(captured.text);
    const late = await api.send('POST', `/v1/payments/${payment_id}/cancel`);
    expect([late.status, late.json.code, late.json.allowed]).toEqual([409, 'wrong_state', []]);
    expect((await refund(payment_id, {})).status).toBe(200);
  });

  it('frees its trip when it is cancelled', async () => {
    const trip = newTrip();
    const { payment_id } = (await paid('20.00', { capture: false, trip_id: trip })).json;
    expect((await charge(trip, fresh('charge'))).json.code).toBe('trip_payment_authorized');
    const cancelled = await api.send('POST', `/v1/payments/${payment_id}/cancel`);
    expect([cancelled.status, cancelled.json.status]).toEqual([200, 'FAILED']);
    expect((await charge(trip, fresh('charge'))).status).toBe(201);
  });

  it('is either captured or cancelled if both are requested concurrently', async () => {
    for (let time = 0; time < 10; time++) {
      const { payment_id } = await authorized();
      const both = await Promise.all(
        ['capture', 'cancel'].map((closing) => api.send('POST', `/v1/payments/${payment_id}/${closing}`)),
      );
      expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(both.filter(({ status }) => status === 409)).toHaveLength(1);
    }
  });
});

describe('GET /v1/payments/{payment_id}/receipt', () => {
  it('returns the same receipt each time, in three formats', async () => {
    const { payment_id } = (await paid('100.00', { order_id: 'o-9' })).json;
    await refund(payment_id, { amount: '25.00', reason: '<b>late</b>' });
    const path = `/v1/payments/${payment_id}/receipt`;
    const [json, again] = [await api.get(path), await api.get(path)];
    expect(again.text).toBe(json.text);
    expect(json.json).toMatchObject({
      receipt_id: expect.stringMatching(/^RCP-/),
      amount: 100,
      refunded_amount: 25,
      net_amount: 75,
    });
    const text = await api.get(path, { Accept: 'text/plain' });
    expect(text.text).toMatch(/^RECEIPT[\s\S]*Total +75\.00 USD/);
    const page = await api.get(path, { Accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('&lt;b&gt;late&lt;/b&gt;');
    expect(page.text).not.toMatch(/<script|https?:\/\//);
  });

  it('has no receipt for a payment that is not completed', async () => {
    const { payment_id } = (await paid('20.00', { capture: false })).json;
    const answer = await api.get(`/v1/payments/${payment_id}/receipt`);
    expect([answer.status, answer.json.code]).toEqual([409, 'receipt_not_available']);
  });
});

describe('GET /v1/idempotency-keys/{key}', () => {
  it.each(['a-key', 'a key with 100%', 'a key/with a slash'])('looks up the key "%s"', async (name) => {
    const key = `${name} ${run}`;
    const path = `/v1/idempotency-keys/${encodeURIComponent(key)}`;
    expect((await api.get(path)).json).toEqual({ key, status: 'never_seen', payment: null });
    const first = await api.post('/v1/payments', '{"amount": 5}', { 'Idempotency-Key': key });
    const known = await api.get(path);
    expect(known.json).toMatchObject({ status: 'succeeded', payment: { payment_id: first.json.payment_id } });
  });
});
