import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../support/client.ts';
import { type Call, type Called, grpcClients } from '../support/grpc-clients.ts';
import { openTarget, run, type Target } from '../support/target.ts';

let target: Target;
let clients: ReturnType<typeof grpcClients>;
let call: Call;
beforeAll(async () => {
  target = await openTarget();
  clients = grpcClients(target.grpc);
  call = clients.services;
});
afterAll(async () => {
  clients.close();
  await target.close();
});

let keys = 0;
const newKey = () => `services-key-${run}-${++keys}`;
const wanted = (fields: object = {}) => ({
  amount_minor: 1250,
  currency: 'USD',
  order_id: 'order-123',
  idempotency_key: newKey(),
  ...fields,
});
const idOf = ({ answer }: Called) => String(answer?.payment_id);

describe('a request that is not valid', () => {
  it.each([
    ['an amount of nothing', { amount_minor: 0 }, 'amount_not_positive'],
    ['less than nothing', { amount_minor: -1 }, 'amount_not_positive'],
    ['another currency', { currency: 'CHF' }, 'currency_invalid'],
    ['no currency', { currency: '' }, 'currency_invalid'],
    ['no order', { order_id: '' }, 'field_required'],
    ['no key', { idempotency_key: '' }, 'idempotency_key_missing'],
    ['a key of seven characters', { idempotency_key: '1234567' }, 'idempotency_key_invalid'],
  ])('for %s is INVALID_ARGUMENT, and changes nothing', async (_what, fields, reason) => {
    const sent = wanted(fields);
    const refused = await call('RequestPayment', sent);
    expect([refused.code, refused.metadata['x-error-code']]).toEqual(['INVALID_ARGUMENT', reason]);
    expect(refused.message.length).toBeGreaterThan(10);
    if (sent.idempotency_key === '') return;
    const { json } = await clientOf(target.url).get(`/v1/idempotency-keys/${sent.idempotency_key}`);
    expect(json).toMatchObject({ status: 'never_seen' });
  });

  it('for a key that was used for another amount is INVALID_ARGUMENT', async () => {
    const first = wanted();
    await call('RequestPayment', first);
    const refused = await call('RequestPayment', { ...first, amount_minor: 1251 });
    expect([refused.code, refused.metadata['x-error-code']]).toEqual(['INVALID_ARGUMENT', 'idempotency_key_reused']);
  });
});

describe('a request', () => {
  it('with a key of eight characters is taken', async () => {
    expect((await call('RequestPayment', wanted({ idempotency_key: '12345678' }))).answer).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  it.each([
    ['JPY', '1250', '"amount":1250,'],
    ['USD', '1250', '"amount":12.50,'],
  ])('of 1250 minor units of %s is as much as the currency says', async (currency, minor, shown) => {
    const paymentId = idOf(await call('RequestPayment', wanted({ currency })));
    const read = await call('GetPayment', { payment_id: paymentId });
    expect(read.answer).toMatchObject({ amount_minor: minor, currency, status: 'SUCCEEDED' });
    const { text } = await clientOf(target.url).get(`/v1/payments/${paymentId}`);
    expect(text).toContain(shown);
  });

  it('that is declined is answered, not refused, and so is its repeat', async () => {
    // The contract has no field for a token, so the payment is made by REST with the same key.
    const key = newKey();
    const body = JSON.stringify({ amount: '12.50', currency: 'USD', order_id: 'o', payment_method: 'pm_declined' });
    const { status } = await clientOf(target.url).post('/v1/payments', body, { 'Idempotency-Key': key });
    expect(status).toBe(402);
    const { json } = await clientOf(target.url).get(`/v1/idempotency-keys/${key}`);
    const { payment_id } = json.payment as Record<string, string>;
    expect((await call('GetPayment', { payment_id })).answer).toMatchObject({ status: 'FAILED' });
  });

  it('that is on its way is waited for, and answered with the same payment', async () => {
    const slow = { amount: '9.00', customer_id: 'c', payment_method: 'pm_slow' };
    const key = { 'idempotency-key': newKey() };
    // Either of two requests may come first. The other one waits two of the three seconds that the payment takes, and comes back.
    const comingBack = async () => {
      let [answered, tries] = [await clients.customers('CreatePayment', slow, key), 1];
      for (; answered.code === 'ABORTED'; tries++) answered = await clients.customers('CreatePayment', slow, key);
      expect(tries).toBeLessThan(10);
      return answered;
    };
    const [one, other] = await Promise.all([comingBack(), comingBack()]);
    expect([one.code, other.code, other.answer]).toEqual(['OK', 'OK', one.answer]);
    const replayed = [one, other].filter(({ metadata }) => metadata['idempotent-replayed'] === 'true');
    expect(replayed).toHaveLength(1);
  });

  it('that is on its way for longer is ABORTED, and told to come back', async () => {
    const slow = { amount: '9.00', customer_id: 'c', payment_method: 'pm_slow' };
    const both = () => {
      const key = { 'idempotency-key': newKey() };
      return Promise.all([1, 2].map(() => clients.customers('CreatePayment', slow, key)));
    };
    let answers = await both();
    // On a slow machine the second may come when the first is nearly done.
    for (let tries = 1; tries < 10 && answers.every(({ code }) => code === 'OK'); tries++) answers = await both();
    const [refused, paid] = answers.toSorted((one, other) => one.code.localeCompare(other.code));
    expect([refused?.code, refused?.metadata['x-error-code']]).toEqual(['ABORTED', 'idempotency_key_in_use']);
    expect(Number(refused?.metadata['retry-after'])).toBeGreaterThan(0);
    expect(paid?.code).toBe('OK');
  });
});
