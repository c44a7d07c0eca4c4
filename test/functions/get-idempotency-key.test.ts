import { describe, expect, it } from 'vitest';
import { handler as processPayment } from '../../functions/customers/customers-process-payment.ts';
import { handler as createOrder } from '../../functions/orders/create-order.ts';
import { handler as createOrderPayment } from '../../functions/orders/create-order-payment.ts';
import { handler as cancelPayment } from '../../functions/payments/cancel-payment.ts';
import { handler as capturePayment } from '../../functions/payments/capture-payment.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler } from '../../functions/payments/get-idempotency-key.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { handler as createUser } from '../../functions/users/create-user.ts';
import { keyUseId, paymentIdOfOrder, refundIdOfKey } from '../../src/domain/identity.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, World } from '../support/world.ts';

const look = async (key: string, but: Record<string, unknown> = {}) => {
  const { world } = await worldWith(but);
  return lookUp(world, key);
};

function lookUp(world: World, path: string) {
  const [key, query = ''] = path.split('?');
  return call(handler, world, `GET /v1/idempotency-keys/${key}`, {
    query: Object.fromEntries(new URLSearchParams(query)),
  });
}

const refund = (world: World, id: string, idempotency_key: string, amount: number) =>
  call(refundPayment, world, `POST /v1/payments/${id}/refund`, { body: { amount, idempotency_key } });

const process = (world: World, payment_id: string, action: string, key: string) =>
  call(processPayment, world, 'POST /payment.v1.PaymentService/ProcessPayment', {
    body: { payment_id, action },
    headers: { 'Idempotency-Key': key },
  });

const recordOf = (payment_id: string) => ({ used_for: 'capture', payment_id });
const answerLost = Object.assign(new Error('lost'), { name: 'TimeoutError' });

describe('GET /v1/idempotency-keys/{key}', () => {
  it.each([
    ['paid', {}, 'succeeded', 'SUCCESS'],
    ['paid', { capture: false }, 'succeeded', 'PENDING'],
    ['paid', { payment_method: 'pm_declined' }, 'failed', 'FAILED'],
    ['a%20key%2Fwith%20%25', { idempotency_key: 'a key/with %' }, 'succeeded', 'SUCCESS'],
  ])('%s of %j is %s', async (key, but, status, payment) => {
    const { json } = await look(key, but);
    expect(json).toMatchObject({ key: decodeURIComponent(key), status, payment: { status: payment } });
  });

  it('that nobody sent was never seen', async () => {
    expect((await look('other')).json).toEqual({ key: 'other', status: 'never_seen', payment: null });
  });

  it.each([
    ['a refund', undefined, 'succeeded'],
    ['a refund that was declined', 'pm_refund_declined', 'failed'],
  ])('finds %s, with its payment', async (_, payment_method, status) => {
    const { world, id } = await worldWith({ ...(payment_method && { payment_method }) });
    const { json: made } = await refund(world, id, 'r1', 30);
    const expected = { status, payment_id: id, refund_id: made.refund_id, payment: { payment_id: id } };
    expect((await lookUp(world, 'r1')).json).toMatchObject(expected);
    expect((await lookUp(world, `r1?payment_id=${id}`)).json).toMatchObject(expected);
  });

  it('finds a refund that was archived', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    for (let number = 0; number < 25; number++) await refund(world, id, `r${number}`, 1);
    expect((await lookUp(world, 'r0')).json).toMatchObject({ status: 'failed', payment_id: id });
    expect((await lookUp(world, `r0?payment_id=${id}`)).json).toMatchObject({ status: 'failed', payment_id: id });
  });

  it('sees a refund whose money is reserved and whose answer is not there yet', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_answer_lost' });
    expect((await refund(world, id, 'r1', 30)).status).toBe(503);
    expect((await lookUp(world, 'r1')).json).toMatchObject({ status: 'in_progress', payment_id: id });
  });

  it.each(['the record', 'the reservation'])('never says never_seen once %s of a refund was written', async (lost) => {
    const { world, id } = await worldWith();
    let writes = 0;
    world.dynamo.intercept = async (operation, apply) => {
      const output = await apply();
      if (operation.name === 'UpdateItem' && ++writes === (lost === 'the record' ? 1 : 2)) throw answerLost;
      return output;
    };
    expect((await refund(world, id, 'r1', 30)).status).toBe(503);
    world.dynamo.intercept = (_operation, apply) => apply();
    const status = lost === 'the record' ? 'unknown' : 'in_progress';
    expect((await lookUp(world, 'r1')).json).toMatchObject({ status, payment_id: id });
  });

  it('finds a refund by ProcessPayment', async () => {
    const { world, id } = await worldWith();
    await process(world, id, 'refund', 'r1');
    const { json } = await lookUp(world, 'r1');
    expect(json).toMatchObject({
      status: 'succeeded',
      payment_id: id,
      refund_id: refundIdOfKey(id, 'anonymous', 'r1'),
    });
  });

  it('finds a refund that an older version made without a record, if its payment is named', async () => {
    const { world, id } = await worldWith();
    await refund(world, id, 'r1', 30);
    world.dynamo.keep(paymentsTable, { id: `key#${keyUseId('anonymous', 'r1')}`, ...recordOf('elsewhere') });
    expect((await lookUp(world, `r1?payment_id=${id}`)).json).toMatchObject({ status: 'succeeded', payment_id: id });
  });

  it('of several payments is known of each, and without saying which is unknown', async () => {
    const { world, id } = await worldWith();
    const other = await call(createPayment, world, 'POST /v1/payments', {
      body: { amount: '9.00', idempotency_key: 'k2' },
    });
    const otherId = String(other.json.payment_id);
    await refund(world, id, 'r1', 30);
    await refund(world, otherId, 'r1', 3);
    expect((await lookUp(world, 'r1')).json).toMatchObject({ status: 'unknown' });
    for (const payment_id of [id, otherId]) {
      const { json } = await lookUp(world, `r1?payment_id=${payment_id}`);
      expect(json).toMatchObject({ status: 'succeeded', payment_id });
    }
  });

  it('that made a payment and refunded it is unknown until the payment is named', async () => {
    const { world, id } = await worldWith();
    await refund(world, id, 'paid', 30);
    expect((await lookUp(world, 'paid')).json).toMatchObject({ status: 'unknown', payment_id: id });
    expect((await lookUp(world, `paid?payment_id=${id}`)).json).toMatchObject({
      status: 'succeeded',
      refund_id: refundIdOfKey(id, 'anonymous', 'paid'),
    });
  });

  it('that made a payment, which is paid, and a refund of another, which was declined, shows each use', async () => {
    const { world, id } = await worldWith();
    const body = { amount: '9.00', payment_method: 'pm_refund_declined', idempotency_key: 'k2' };
    const { json: other } = await call(createPayment, world, 'POST /v1/payments', { body });
    const { json: declined } = await refund(world, other.payment_id, 'paid', 3);
    const { json } = await lookUp(world, 'paid');
    expect(json).toMatchObject({ status: 'unknown', payment_id: id, refund_id: declined.refund_id });
    expect([json.uses, json.more_uses]).toEqual([
      [
        { used_for: 'payment', status: 'succeeded', payment_id: id },
        { used_for: 'refund', status: 'failed', payment_id: other.payment_id, refund_id: declined.refund_id },
      ],
      false,
    ]);
  });

  it('that refunded several payments shows the first, and says that there are more', async () => {
    const { world, id } = await worldWith();
    const body = { amount: '9.00', idempotency_key: 'k2' };
    const { json: other } = await call(createPayment, world, 'POST /v1/payments', { body });
    await refund(world, id, 'r1', 30);
    await refund(world, other.payment_id, 'r1', 3);
    const { json } = await lookUp(world, 'r1');
    expect(json.uses).toMatchObject([{ used_for: 'refund', status: 'succeeded', payment_id: id }]);
    expect(json.more_uses).toBe(true);
  });

  it('of one use shows no list', async () => {
    expect((await look('paid')).json).not.toHaveProperty('uses');
  });

  it.each([
    ['with the fields that were charged', '5.00', 'succeeded'],
    ['with another amount, which was refused', '6.00', 'unknown'],
  ])('sent with the payment of an order %s is %s', async (_, amount, status) => {
    const world = new World();
    const pay = (key: string, sum: string) =>
      call(createOrderPayment, world, 'POST /payments', {
        body: { order_id: 'o1', amount: sum },
        headers: { 'Idempotency-Key': key },
      });
    await pay('first', '5.00');
    await pay('second', amount);
    const payment_id = paymentIdOfOrder('o1');
    expect((await lookUp(world, 'second')).json).toMatchObject({ status, payment_id });
  });

  it('of a payment that was cancelled is cancelled, and so is that of the cancellation', async () => {
    const { world, id } = await worldWith({ capture: false });
    await process(world, id, 'cancel', 'c1');
    expect((await lookUp(world, 'paid')).json).toMatchObject({ status: 'cancelled', payment_id: id });
    expect((await lookUp(world, 'c1')).json).toMatchObject({ status: 'cancelled', payment_id: id });
  });

  it.each([
    ['capture', capturePayment, 'succeeded'],
    ['cancel', cancelPayment, 'cancelled'],
  ] as const)('sent with %s is found', async (closing, close, status) => {
    const { world, id } = await worldWith({ capture: false });
    await call(close, world, `POST /v1/payments/${id}/${closing}`, { headers: { 'Idempotency-Key': 'c1' } });
    expect((await lookUp(world, 'c1')).json).toMatchObject({ status, payment_id: id });
  });

  it.each([
    ['capture', capturePayment, 'succeeded'],
    ['cancel', cancelPayment, 'cancelled'],
  ] as const)('sent in the body of %s is found', async (closing, close, status) => {
    const { world, id } = await worldWith({ capture: false });
    await call(close, world, `POST /v1/payments/${id}/${closing}`, { body: { idempotency_key: 'c1' } });
    expect((await lookUp(world, 'c1')).json).toMatchObject({ status, payment_id: id });
  });

  it('sent in the body with the payment of an order is found', async () => {
    const world = new World();
    await call(createOrderPayment, world, 'POST /payments', {
      body: { order_id: 'o1', amount: '5.00', idempotency_key: 'k1' },
    });
    const { json } = await lookUp(world, 'k1');
    expect(json).toMatchObject({ status: 'succeeded', payment_id: paymentIdOfOrder('o1') });
  });

  it.each([
    ['the payment of an order', createOrderPayment, 'POST /payments', { order_id: 'o1', amount: '5.00' }],
    ['a cancellation', cancelPayment, 'POST /v1/payments/p1/cancel', {}],
  ] as const)(
    'in the body of %s that differs from the one in the header is refused',
    async (_, handler, request, body) => {
      const world = new World();
      const sent = { body: { ...body, idempotency_key: 'k1' }, headers: { 'Idempotency-Key': 'k2' } };
      const { json } = await call(handler, world, request, sent);
      expect(json).toMatchObject({ status: 400, code: 'idempotency_key_mismatch' });
      expect(world.dynamo.contents()).toEqual(new World().dynamo.contents());
    },
  );

  it.each([
    ['user', createUser, 'POST /users', { username: 'ann', email: 'ann@example.com' }],
    ['order', createOrder, 'POST /orders', { name: 'Ann', email: 'ann@example.com' }],
  ] as const)('that made %s is found', async (kind, create, request, body) => {
    const world = new World();
    const { json } = await call(create, world, request, { body: { ...body, idempotency_key: 'k' } });
    expect((await lookUp(world, 'k')).json).toEqual({
      key: 'k',
      status: 'succeeded',
      [`${kind}_id`]: json.id,
      payment: null,
    });
  });

  it.each([
    ['other?payment_id=nobody', 404, 'payment_not_found'],
    ['other?payment_id=a%20b', 400, 'query_invalid'],
    ['other?payment=1', 400, 'query_invalid'],
  ])('%s is %i', async (path, status, code) => {
    expect((await look(path)).json).toMatchObject({ status, code });
  });

  it('was never seen by a payment that it did nothing to', async () => {
    const { world, id } = await worldWith();
    expect((await lookUp(world, `other?payment_id=${id}`)).json).toMatchObject({ status: 'never_seen', payment: null });
  });

  it.each([
    ['%00', 'idempotency_key_invalid'],
    ['%ZZ', 'malformed_path'],
    ['a'.repeat(256), 'idempotency_key_invalid'],
    ['4242424242424242', 'card_number_not_accepted'],
  ])('that is %s is refused', async (key, code) => {
    expect((await look(key)).json).toMatchObject({ status: 400, code });
  });
});
