import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../support/client.ts';
import { openTarget, run, runNumber, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;
let orders = 0;
const newOrder = () => `order-${run}-${++orders}`;

beforeAll(async () => {
  target = await openTarget();
  api = clientOf(target.url);
});
afterAll(() => target.close());

const pay = (order: string | number, amount: string, path = '/payments/') =>
  api.post(path, `{"order_id": ${JSON.stringify(order)}, "amount": ${amount}}`);

describe.each(['/payments/', '/payments', '/api/payments/', '/api/payments'])('POST %s', (path) => {
  it.each([
    ['100.50', '100.50'],
    ['"50"', '50.00'],
    ['50', '50.00'],
    ['"0.01"', '0.01'],
    ['7.500', '7.50'],
    ['999999999999.99', '999999999999.99'],
  ])('accepts the amount %s and answers with %s', async (amount, shown) => {
    const order = newOrder();
    const answer = await pay(order, amount, path);
    expect(answer.status).toBe(201);
    expect(answer.text).toContain(`"amount":${shown},"status":"COMPLETED"`);
    expect((await api.get(`/api/payments/${order}/`)).text).toBe(answer.text);
    expect((await api.get(`/payments/${answer.json.id}/`)).text).toBe(answer.text);
  });

  it.each([
    ['50.005', 'amount_precision'],
    ['1e2', 'amount_format'],
    ['"1e2"', 'amount_format'],
    ['"1,000.00"', 'amount_format'],
    ['9007199254740993', 'amount_too_large'],
    ['null', 'order_id_and_amount_required'],
    ['true', 'amount_type'],
    ['[10]', 'amount_type'],
    ['""', 'amount_format'],
    ['010', 'invalid_json'],
    ['NaN', 'invalid_json'],
  ])('refuses the amount %s with %s and stores nothing', async (amount, code) => {
    const order = newOrder();
    const answer = await pay(order, amount, path);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
    expect((await api.get(`/api/payments/${order}/`)).status).toBe(404);
  });

  it.each(['0', '-1', '0.00', '-0', '"-10.00"'])(
    'refuses the amount %s, records the failure, and accepts a positive amount afterwards',
    async (amount) => {
      const order = newOrder();
      const refused = await pay(order, amount, path);
      expect([refused.status, refused.json.error]).toEqual([400, 'Amount must be positive.']);
      expect((await api.get(`/api/payments/${order}/`)).json.status).toBe('FAILED');
      expect((await pay(order, '5.00', path)).status).toBe(201);
      expect((await api.get(`/api/payments/${order}/`)).json.status).toBe('COMPLETED');
    },
  );

  it('answers a repeated request with the original payment', async () => {
    const order = newOrder();
    const first = await pay(order, '12.00', path);
    const second = await pay(order, '12', path);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.text).toBe(first.text);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('refuses another amount for a paid order and changes nothing', async () => {
    const order = newOrder();
    const first = await pay(order, '12.00', path);
    for (const amount of ['13.00', '11.99', '0']) {
      const other = await pay(order, amount, path);
      expect(other.json.error).toBe(
        amount === '0' ? 'Amount must be positive.' : 'Order already paid with a different amount',
      );
      expect(other.status).toBe(amount === '0' ? 400 : 409);
    }
    expect((await api.get(`/api/payments/${order}/`)).text).toBe(first.text);
  });

  it.each(['{}', '{"amount": 5}', '{"order_id": 7}', '{"order_id": null, "amount": 5}'])(
    'names the missing fields of %s',
    async (body) => {
      const answer = await api.post(path, body);
      expect([answer.status, answer.json.error]).toEqual([400, 'order_id and amount required']);
    },
  );
});

describe('an idempotency key of orders', () => {
  it('pays each of several orders, and its look-up reports none of them', async () => {
    const headers = { 'Idempotency-Key': newOrder() };
    const paid = [];
    for (const order of [newOrder(), newOrder(), newOrder()]) {
      paid.push(await api.post('/payments/', `{"order_id": "${order}", "amount": 1}`, headers));
    }
    expect(paid.map(({ status }) => status)).toEqual([201, 201, 201]);
    const path = `/v1/idempotency-keys/${headers['Idempotency-Key']}`;
    expect((await api.get(path)).json.status).toBe('unknown');
  });
});

describe('an order', () => {
  it('may have a whole number as its id, which equals the same digits as text', async () => {
    const first = await pay(runNumber, '3.00');
    const second = await pay(String(runNumber), '3.00');
    expect(first.text).toContain(`"order_id":${runNumber},`);
    expect(second.text).toBe(first.text);
  });

  it('is paid by a curl command without a media type', async () => {
    const body = `{"order_id":${runNumber + 1},"amount":100.50}`;
    const answer = await api.send('POST', '/payments/', {
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('"amount":100.50')]);
  });

  it.each([
    ['pm_declined', 'card_declined'],
    ['pm_insufficient_funds', 'insufficient_funds'],
    ['pm_expired_card', 'expired_card'],
  ])('that was declined with %s is paid by the next card', async (token, code) => {
    const order = newOrder();
    const body = (payment_method?: string) => JSON.stringify({ order_id: order, amount: '8.00', payment_method });
    const declined = await api.post('/payments/', body(token));
    expect([declined.status, declined.json.status, declined.json.failure_code]).toEqual([402, 'FAILED', code]);
    const paid = await api.post('/payments/', body('pm_card'));
    expect([paid.status, paid.json.status, paid.json.id]).toEqual([201, 'COMPLETED', declined.json.id]);
  });

  it('of the seed data is paid already, by a payment with its own id', async () => {
    expect((await api.get('/api/payments/101/')).json).toMatchObject({ id: 1, order_id: 101, amount: 118.65 });
    const again = await pay(101, '118.65');
    expect([again.status, again.json.id]).toEqual([200, 1]);
    expect((await pay(101, '11.00')).status).toBe(409);
  });

  it.each(['/api/payments/nobody/', '/payments/nobody/', '/payments/no%20id/', '/payments/..%2Fx/'])(
    'without a payment, or an unknown payment, is not found at %s',
    async (path) => {
      const answer = await api.get(path);
      expect([answer.status, answer.json.error]).toEqual([404, 'Payment not found']);
    },
  );
});
