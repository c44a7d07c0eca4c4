import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/refund-payment.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, type World } from '../support/world.ts';

const refund = (world: World, id: string, body: unknown) =>
  call(handler, world, `POST /v1/payments/${id}/refund`, { body });
const figures = (world: World, id: string) => {
  const item = world.dynamo.item(paymentsTable, id);
  return [item?.refunded_minor, item?.refundable_minor];
};
const refused = Object.assign(new Error('refused'), { name: 'TimeoutError' });

describe('POST /v1/payments/{payment_id}/refund', () => {
  it('is two calls, and its replay one', async () => {
    const { world, id } = await worldWith();
    const first = await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    expect(first.status).toBe(200);
    expect(first.body).toContain('"refund_amount":30.00,"refunded_amount":30.00,"refundable_amount":70.00');
    expect(world.dynamo.calls()).toEqual(['Update', 'Update']);
    const again = await refund(world, id, { amount: '30.00', idempotency_key: 'r1' });
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(world.dynamo.calls().slice(2)).toEqual(['Update']);
  });

  it('of all that remains looks first', async () => {
    const { world, id } = await worldWith();
    await refund(world, id, { amount: 30 });
    const rest = await refund(world, id, undefined);
    expect(rest.json).toMatchObject({ refund_amount: 70, refundable_amount: 0, status: 'REFUNDED' });
    expect(world.dynamo.calls().slice(2)).toEqual(['Get', 'Update', 'Update']);
    expect((await refund(world, id, undefined)).json.code).toBe('refund_exceeds_remaining');
  });

  it.each([
    ['more than remains', { amount: 100.01 }, 'refund_exceeds_remaining'],
    ['nothing', { amount: 0 }, 'amount_not_positive'],
    ['a part of a cent', { amount: 1.001 }, 'amount_precision'],
    ['all in words', { amount: 'all' }, 'amount_format'],
    ['a reason that is a list', { reason: [] }, 'field_invalid'],
  ])('of %s is refused, and changes nothing', async (_, body, code) => {
    const { world, id } = await worldWith();
    const before = world.dynamo.contents();
    expect((await refund(world, id, body)).json).toMatchObject({ status: 400, code });
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('refuses a key that was used for another amount', async () => {
    const { world, id } = await worldWith();
    await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    const other = await refund(world, id, { amount: 31, idempotency_key: 'r1' });
    expect([other.status, other.json.code, other.json.mismatched]).toEqual([422, 'idempotency_key_reused', ['amount']]);
    expect(figures(world, id)).toEqual([3000, 7000]);
  });

  it('gives a reservation back that the processor declines', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    const declined = await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    expect([declined.status, declined.json.refund_status]).toEqual([402, 'FAILED']);
    expect(figures(world, id)).toEqual([0, 10_000]);
  });

  it.each([0, 1])('whose write %i was done but not heard of is done once by the retry', async (lost) => {
    const { world, id } = await worldWith();
    let writes = 0;
    world.dynamo.intercept = async (_command, apply) => {
      const output = await apply();
      if (writes++ === lost) throw refused;
      return output;
    };
    const body = { amount: 30, idempotency_key: 'r1' };
    expect((await refund(world, id, body)).status).toBe(503);
    world.clock.advance(10_001);
    expect((await refund(world, id, body)).status).toBe(200);
    expect(figures(world, id)).toEqual([3000, 7000]);
  });

  it('that may still be on its way is not refused', async () => {
    const { world, id } = await worldWith({ amount: '30.00' });
    // The first try of the client arrives after its second: it takes the money that the second one then misses.
    world.dynamo.intercept = async (_command, apply) => {
      world.dynamo.intercept = (_next, again) => again();
      await refund(world, id, { amount: 30, idempotency_key: 'other' });
      return apply().catch((error) => {
        throw Object.assign(error, { $metadata: { attempts: 2 } });
      });
    };
    const unknown = await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    expect([unknown.status, unknown.json.code, unknown.headers['Retry-After']]).toEqual([
      503,
      'refund_outcome_unknown',
      '1',
    ]);
  });

  it.each(['nobody', 'a;b'])('of payment %s finds none', async (id) => {
    const { world } = await worldWith();
    expect((await refund(world, id, { amount: 1 })).json).toMatchObject({ status: 404, error: 'Payment not found' });
  });

  it('stops at a hundred refunds', async () => {
    const { world, id } = await worldWith({ amount: '500.00' });
    for (let count = 0; count < 100; count++) expect((await refund(world, id, { amount: 1 })).status).toBe(200);
    expect((await refund(world, id, { amount: 1 })).json).toMatchObject({ status: 409, code: 'too_many_refunds' });
    expect(figures(world, id)).toEqual([10_000, 40_000]);
  });
});
