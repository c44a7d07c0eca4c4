import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/refund-payment.ts';
import { call } from '../support/call.ts';
import type { Operation } from '../support/memory-dynamo.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, type World } from '../support/world.ts';

const refund = (world: World, id: string, body: unknown) =>
  call(handler, world, `POST /v1/payments/${id}/refund`, { body });
const figures = (world: World, id: string) => {
  const item = world.dynamo.item(paymentsTable, id);
  return [item?.refunded_minor, item?.refundable_minor];
};
const refused = Object.assign(new Error('refused'), { name: 'TimeoutError' });

const isReservation = ({ input }: Operation) => JSON.stringify(input, plain).includes('refundable_minor - :amount');
const plain = (_name: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

describe('POST /v1/payments/{payment_id}/refund', () => {
  it('reads, records its key, reserves and settles; its replay only reads', async () => {
    const { world, id } = await worldWith();
    const first = await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    expect(first.status).toBe(200);
    expect(first.body).toContain('"refund_amount":30.00,"refunded_amount":30.00,"refundable_amount":70.00');
    expect(world.dynamo.calls()).toEqual(['Get', 'Update', 'Update', 'Update']);
    const again = await refund(world, id, { amount: '30.00', idempotency_key: 'r1' });
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(world.dynamo.calls().slice(4)).toEqual(['Get']);
  });

  it('of all that remains is of what it reads', async () => {
    const { world, id } = await worldWith();
    await refund(world, id, { amount: 30 });
    const rest = await refund(world, id, undefined);
    expect(rest.json).toMatchObject({ refund_amount: 70, refundable_amount: 0, status: 'REFUNDED' });
    expect(world.dynamo.calls().slice(3)).toEqual(['Get', 'Update', 'Update']);
    expect((await refund(world, id, undefined)).json.code).toBe('refund_exceeds_remaining');
  });

  it.each([
    ['more than remains', { amount: 100.01 }, 'refund_exceeds_remaining'],
    ['nothing', { amount: 0 }, 'amount_not_positive'],
    ['a part of a cent', { amount: 1.001 }, 'amount_precision'],
    ['all in words', { amount: 'all' }, 'amount_format'],
    ['another currency', { amount: 5, currency: 'JPY' }, 'currency_mismatch'],
    ['all that remains in another currency', { currency: 'JPY' }, 'currency_mismatch'],
    ['a currency that does not exist', { amount: 5, currency: 'XYZ' }, 'currency_invalid'],
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

  it('of another currency leaves its key free for the corrected request, which names the right one', async () => {
    const { world, id } = await worldWith();
    const body = { amount: 30, idempotency_key: 'r1' };
    const wrong = await refund(world, id, { ...body, currency: 'JPY' });
    expect([wrong.status, wrong.json.code, wrong.json.payment_currency]).toEqual([400, 'currency_mismatch', 'USD']);
    const first = await refund(world, id, { ...body, currency: 'USD' });
    const again = await refund(world, id, { ...body, currency: 'USD' });
    expect([first.status, again.body, again.headers['Idempotent-Replayed']]).toEqual([200, first.body, 'true']);
    expect(figures(world, id)).toEqual([3000, 7000]);
  });

  it.each([
    [{}, { currency: 'USD' }],
    [{ currency: 'USD' }, {}],
  ])('whose key first came with %j and now with %j is answered as before', async (first, then) => {
    const { world, id } = await worldWith();
    const body = { amount: 30, idempotency_key: 'r1' };
    const before = await refund(world, id, { ...body, ...first });
    const again = await refund(world, id, { ...body, ...then });
    expect([again.status, again.body]).toEqual([200, before.body]);
    expect(figures(world, id)).toEqual([3000, 7000]);
  });

  it.each([
    ['JPY', 'currency_mismatch'],
    ['usd', 'currency_invalid'],
  ])('that is repeated in the currency %s is refused, whatever its key was used for', async (currency, code) => {
    const { world, id } = await worldWith();
    const body = { amount: 30, idempotency_key: 'r1' };
    await refund(world, id, body);
    expect((await refund(world, id, { ...body, currency })).json.code).toBe(code);
    expect(figures(world, id)).toEqual([3000, 7000]);
  });

  it('gives a reservation back that the processor declines', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    const declined = await refund(world, id, { amount: 30, idempotency_key: 'r1' });
    expect([declined.status, declined.json.refund_status]).toEqual([402, 'FAILED']);
    expect(figures(world, id)).toEqual([0, 10_000]);
  });

  it.each([1, 2])('whose write %i was done but not heard of is done once by the retry', async (lost) => {
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

  it('that was refused is not paid when its first try arrives late and the money is there again', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    const late: (() => Promise<unknown>)[] = [];
    world.dynamo.intercept = async (operation, apply) => {
      if (operation.name !== 'UpdateItem') return apply();
      late.push(apply);
      throw refused;
    };
    expect((await refund(world, id, { amount: 60, idempotency_key: 'r1' })).status).toBe(503);
    // Another refund has the money while r1 is sent again, and is declined after that.
    world.dynamo.intercept = async (operation, apply) => {
      if (operation.name !== 'UpdateItem' || !isReservation(operation)) return apply();
      const reserved = await apply();
      world.dynamo.intercept = (_operation, go) => go();
      const retried = await refund(world, id, { amount: 60, idempotency_key: 'r1' });
      expect(retried.json).toMatchObject({ status: 400, code: 'refund_exceeds_remaining' });
      return reserved;
    };
    expect((await refund(world, id, { amount: 50, idempotency_key: 'r2' })).status).toBe(402);
    expect(figures(world, id)).toEqual([0, 10_000]);
    expect(late.length).toBeGreaterThan(0);
    for (const arrives of late) await arrives().catch(() => undefined);
    expect(figures(world, id)).toEqual([0, 10_000]);
    // The key is still free: sent again on purpose, it is a new try.
    expect((await refund(world, id, { amount: 60, idempotency_key: 'r1' })).status).toBe(402);
  });

  it.each(['nobody', 'a;b'])('of payment %s finds none', async (id) => {
    const { world } = await worldWith();
    expect((await refund(world, id, { amount: 1 })).json).toMatchObject({ status: 404, error: 'Payment not found' });
  });

  it('stops at a hundred partial refunds, and still refunds all that is left', async () => {
    const { world, id } = await worldWith({ amount: '500.00' });
    for (let count = 0; count < 100; count++) expect((await refund(world, id, { amount: 1 })).status).toBe(200);
    expect((await refund(world, id, { amount: 1 })).json).toMatchObject({ status: 409, code: 'too_many_refunds' });
    expect(figures(world, id)).toEqual([10_000, 40_000]);
    expect((await refund(world, id, undefined)).json).toMatchObject({ refund_amount: 400, status: 'REFUNDED' });
  });

  it('does not count declined refunds, which keep their answers for ever', async () => {
    const { world, id } = await worldWith({ payment_method: 'pm_refund_declined' });
    const decline = (number: number) => refund(world, id, { amount: 1, reason: 'why', idempotency_key: `r${number}` });
    const first = await decline(0);
    for (let number = 1; number < 130; number++) expect((await decline(number)).status).toBe(402);
    const item = world.dynamo.item(paymentsTable, id);
    expect(Object.keys(item?.refunds as object)).toHaveLength(20);
    const again = await decline(0);
    expect([again.status, again.body, again.headers['Idempotent-Replayed']]).toEqual([402, first.body, 'true']);
    expect(figures(world, id)).toEqual([0, 10_000]);
  });
});
