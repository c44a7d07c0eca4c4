import { describe, expect, it } from 'vitest';
import { handler as getRefund } from '../../../functions/refunds/get-refund.ts';
import { DeleteItem } from '../../../src/runtime/operations.ts';
import { paymentsTable } from '../../support/world.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const day = 24 * 3_600_000;

/** A payment of 25.00, of which 5.00 were given back after the backup was made that the table is restored from. */
async function restored(refundStatus = 'succeeded') {
  const stripe = new MemoryStripe();
  stripe.refundStatus = refundStatus;
  const stage = new StripeStage(stripe.call);
  const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
  const backup = { id, ...stage.stored(id) };
  const first = (await stage.refund(id, 'r', '5.00')).json;
  await stage.pass(1);
  stage.world.dynamo.keep(paymentsTable, backup);
  const [made] = stripe.refunds;
  /** Somebody sends Stripe's events of that time again. */
  const tell = async () => {
    const created = Math.floor(stage.world.clock.now() / 1_000);
    const object = { object: 'refund', ...made };
    stripe.events.push({ id: 'evt_1', type: 'refund.updated', created, livemode: false, data: { object } });
    await stage.pass(1, 3_600_000);
  };
  const shown = async () => (await stage.get(id)).json;
  return { stripe, stage, id, backup, refundId: String(first.refund_id), made, tell, shown };
}

describe('a payment that a restored table has lost', () => {
  it('is created again by its key, and gets the charge that Stripe has while it remembers the key', async () => {
    const stripe = new MemoryStripe();
    const stage = new StripeStage(stripe.call);
    const before = (await stage.pay('k', { payment_method: pays })).json;
    const intentId = stage.intentOf(String(before.payment_id));
    stage.world.dynamo.clear(paymentsTable);
    const after = (await stage.pay('k', { payment_method: pays })).json;
    expect(after).toMatchObject({ payment_id: before.payment_id, reference: before.reference, status: 'SUCCESS' });
    expect(stripe.books(intentId)).toEqual({ taken: 2_500n, returned: 0n });
  });
});

describe('a refund that a restored table has lost', () => {
  it('is found at Stripe under its own id, once', async () => {
    const { stage, refundId, made, tell, shown } = await restored();
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
    await tell();
    await tell();
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
    expect((await stage.send(getRefund, `GET /v1/refunds/${refundId}`)).json).toMatchObject({
      refund_amount: 5,
      refund_status: 'SUCCESS',
      external_reference: made?.id,
    });
  });

  it('is not found by an event that was handled before, until its mark is deleted', async () => {
    const { stage, backup, tell, shown } = await restored();
    await tell();
    stage.world.dynamo.keep(paymentsTable, backup);
    await tell();
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
    const Key = { id: 'event#stripe#evt_1', sort: 'handled' };
    await stage.projections.send(new DeleteItem({ TableName: 'payment-service-local-projections', Key }));
    await tell();
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });

  it('is counted once, although somebody removes our ids from it later', async () => {
    const { stage, made, tell, shown } = await restored();
    await tell();
    if (made !== undefined) made.metadata = {};
    await tell();
    // The daily look at refunds that may come back.
    await stage.pass(3, day);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });

  it.each([0, 3])('is what its key is answered, %i days later: it is not sent again', async (days) => {
    const { stripe, stage, id, refundId, tell, shown } = await restored();
    await tell();
    stage.world.clock.advance(days * day);
    if (days > 1) stripe.forgetKeys();
    expect((await stage.refund(id, 'r', '5.00')).json).toMatchObject({
      refund_id: refundId,
      refund_amount: 5,
      refunded_amount: 5,
      refundable_amount: 20,
      refund_status: 'SUCCESS',
    });
    expect([stripe.refunds.length, (await shown()).refunded_amount]).toEqual([1, 5]);
  });

  it.each(['succeeded', 'failed'])('and waits there, is what its key is answered, also once it has %s', async (end) => {
    const { stage, id, made, tell, shown } = await restored('pending');
    await tell();
    const again = async () => {
      const { status, body } = await stage.refund(id, 'r', '5.00');
      return [status, body];
    };
    const first = await again();
    expect(first).toEqual([200, expect.stringContaining('"refund_status":"PENDING"')]);
    if (made !== undefined) made.status = end;
    await stage.pass(2, day);
    expect(await shown()).toMatchObject({ refunded_amount: end === 'failed' ? 0 : 5 });
    expect(await again()).toEqual(first);
  });

  it('is counted once if its key comes first, while Stripe remembers it', async () => {
    const { stripe, stage, id, tell, shown } = await restored();
    expect((await stage.refund(id, 'r', '5.00')).json).toMatchObject({ refund_status: 'SUCCESS' });
    await tell();
    expect([stripe.refunds.length, (await shown()).refunded_amount]).toEqual([1, 5]);
  });

  it('is found beside what was given back since', async () => {
    const { stage, id, tell, shown } = await restored();
    await stage.refund(id, 'all but the lost one', '20.00');
    expect(await shown()).toMatchObject({ refunded_amount: 20, refundable_amount: 5 });
    await tell();
    expect(await shown()).toMatchObject({ refunded_amount: 25, refundable_amount: 0 });
  });
});
