import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/customers/customers-process-payment.ts';
import { handler as refundByRest } from '../../functions/payments/refund-payment.ts';
import { paymentIdOfKey, refundIdOfKey } from '../../src/domain/identity.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, type World } from '../support/world.ts';

const path = '/payment.v1.PaymentService/ProcessPayment';
const process = (world: World, payment_id: string, action = '', headers: Record<string, string> = {}) =>
  rpcBy(handler, path)(world, { payment_id, action }, headers);
const authorized = () => worldWith({ capture: false });
const figures = (world: World, id: string) => {
  const item = world.dynamo.item(paymentsTable, id);
  return [item?.refunded_minor, item?.refundable_minor];
};

describe('payment.v1.PaymentService/ProcessPayment', () => {
  it.each([
    ['', 'captured', 'completed'],
    ['capture', 'captured', 'completed'],
    ['cancel', 'cancelled', 'cancelled'],
  ])('with action "%s" is %s; again, it changes nothing', async (action, status, stored) => {
    const { world, id } = await authorized();
    world.clock.advance(60_000);
    const first = await process(world, id, action);
    expect(first.json).toEqual({
      payment_id: id,
      status,
      message: `The payment is ${status}.`,
      processed_at: '2026-11-21T12:01:00.000Z',
    });
    expect(world.dynamo.item(paymentsTable, id)?.status).toBe(stored);
    const before = world.dynamo.contents();
    world.clock.advance(60_000);
    expect((await process(world, id, action)).body).toBe(first.body);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('gives back all that remains, once, without a key', async () => {
    const { world, id } = await worldWith();
    await call(refundByRest, world, `POST /v1/payments/${id}/refund`, { body: { amount: '30.00' } });
    const first = await process(world, id, 'refund');
    expect(first.json).toMatchObject({ status: 'refunded', message: 'The payment is refunded.' });
    expect(figures(world, id)).toEqual([10_000, 0]);
    const before = world.dynamo.contents();
    world.clock.advance(60_000);
    const again = await process(world, id, 'refund');
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('gives back once, however many ask at once', async () => {
    const { world, id } = await worldWith();
    const all = await Promise.all([1, 2, 3].map(() => process(world, id, 'refund')));
    expect(all.map(({ json }) => json.status)).toEqual(['refunded', 'refunded', 'refunded']);
    expect(figures(world, id)).toEqual([10_000, 0]);
    expect(Object.keys(world.dynamo.item(paymentsTable, id)?.refunds as object)).toHaveLength(1);
  });

  it('is the refund that REST has for the same key', async () => {
    const { world, id } = await worldWith();
    const rest = await call(refundByRest, world, `POST /v1/payments/${id}/refund`, {
      body: {},
      headers: { 'Idempotency-Key': 'r1' },
    });
    const again = await process(world, id, 'refund', { 'Idempotency-Key': 'r1' });
    expect([again.json.status, again.headers['Idempotent-Replayed']]).toEqual(['refunded', 'true']);
    expect(again.json.processed_at).toBe(rest.json.created_at);
  });

  it('answers a payment that was refunded otherwise as it is', async () => {
    const { world, id } = await worldWith();
    for (const amount of ['60.00', '40.00']) {
      await call(refundByRest, world, `POST /v1/payments/${id}/refund`, { body: { amount } });
    }
    expect((await process(world, id, 'refund')).json.status).toBe('refunded');
    expect((await process(world, id, 'capture')).json.status).toBe('refunded');
    expect(figures(world, id)).toEqual([10_000, 0]);
  });

  it('says that a refund was declined, each time', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    const first = await process(world, id, 'refund');
    expect(first.json).toMatchObject({ status: 'captured', message: 'The refund was declined.' });
    expect((await process(world, id, 'refund')).body).toBe(first.body);
    expect(figures(world, id)).toEqual([0, 10_000]);
  });

  it('leaves a payment alone that was captured at once', async () => {
    const { world, id } = await worldWith();
    expect((await process(world, id)).json.status).toBe('captured');
    expect(world.dynamo.calls()).toEqual(['Get']);
  });

  it.each([
    ['cancelled', 'cancel', 'capture', 'wrong_state'],
    ['captured', 'capture', 'cancel', 'wrong_state'],
    ['cancelled', 'cancel', 'refund', 'payment_not_refundable'],
  ])('of a payment that is %s after %s refuses to %s', async (_state, first, then, code) => {
    const { world, id } = await authorized();
    await process(world, id, first);
    const before = world.dynamo.contents();
    expect(refusedAs(await process(world, id, then))).toEqual([400, 'failed_precondition', code]);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it.each(['capture', 'cancel', 'refund'])('of a payment that is being charged is aborted by %s', async (action) => {
    const { world } = await worldWith({ capture: false, payment_method: 'pm_answer_lost' });
    const before = world.dynamo.contents();
    const answer = await process(world, paymentIdOfKey('anonymous', 'paid'), action);
    expect(refusedAs(answer)).toEqual([409, 'aborted', 'concurrent_update']);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('of a refund has its key in the message', async () => {
    const { world, id } = await worldWith();
    const first = await rpcBy(handler, path)(world, { payment_id: id, action: 'refund', idempotency_key: 'r1' });
    expect(world.dynamo.item(paymentsTable, id)?.refunds).toHaveProperty(refundIdOfKey(id, 'anonymous', 'r1'));
    const again = await process(world, id, 'refund', { 'Idempotency-Key': 'r1' });
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
  });

  it.each(['Capture', 'void', 'constructor'])('does not know the action %s', async (action) => {
    const { world, id } = await authorized();
    expect(refusedAs(await process(world, id, action))).toEqual([400, 'invalid_argument', 'field_invalid']);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it.each(['capture', 'refund'])('finds nobody’s payment to %s', async (action) => {
    const { world } = await authorized();
    expect(refusedAs(await process(world, 'nobody', action))).toEqual([404, 'not_found', 'payment_not_found']);
    expect(refusedAs(await process(world, '', action))).toEqual([400, 'invalid_argument', 'field_required']);
  });
});
