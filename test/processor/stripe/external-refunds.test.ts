import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as getReceipt } from '../../../functions/payments/get-receipt.ts';
import { handler as getRefund } from '../../../functions/refunds/get-refund.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { alarmsOf, logged } from './logged.ts';
import { MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();
afterEach(() => vi.restoreAllMocks());

const hour = 3_600_000;
const day = 24 * hour;

/** A payment of 25.00 at Stripe. Its stage gets no events, and reads Stripe's list of them each hour. */
async function paid() {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const id = String((await stage.pay('k', { payment_method: pays, trip_id: '7' })).json.payment_id);
  const intentId = stage.intentOf(id);
  await stage.pass(1);
  /** Stripe tells of a refund as it is now. */
  const tell = async (object: object, type = 'refund.created') => {
    const created = Math.floor(stage.world.clock.now() / 1_000);
    stripe.events.push({
      id: `evt_${stripe.events.length + 1}`,
      type,
      created,
      livemode: false,
      data: { object: { object: 'refund', ...object } },
    });
    await stage.pass(1, hour);
  };
  const refundByHand = async (minor: number, status?: string) => {
    const made = stripe.refundByHand(intentId, minor, status);
    await tell(made);
    return made;
  };
  const shown = async () => (await stage.get(id)).json;
  const entries = () => Object.entries(stage.stored(id)?.refunds ?? {});
  const refundShown = async (refundId: string) => (await stage.send(getRefund, `GET /v1/refunds/${refundId}`)).json;
  return { stripe, stage, id, intentId, tell, refundByHand, shown, entries, refundShown };
}

describe('a refund that somebody makes in the dashboard of Stripe', () => {
  it.each([
    [500, { status: 'SUCCESS', refunded_amount: 5, refundable_amount: 20 }],
    [2_500, { status: 'REFUNDED', refunded_amount: 25, refundable_amount: 0 }],
  ])('of %i is one of the payment from then on', async (minor, now) => {
    const { refundByHand, shown } = await paid();
    await refundByHand(minor);
    expect(await shown()).toMatchObject(now);
  });

  it('takes from what the API gives back: a cent more is refused, and never sent', async () => {
    const { stripe, stage, id, intentId, refundByHand } = await paid();
    await refundByHand(500);
    const sent = () => stripe.paths.filter((path) => path === 'POST /v1/refunds').length;
    expect((await stage.refund(id, 'too much', '20.01')).json.code).toBe('refund_exceeds_remaining');
    expect(sent()).toBe(0);
    expect(await stage.refund(id, 'the rest', '20.00')).toMatchObject({ json: { refund_status: 'SUCCESS' } });
    expect(stripe.books(intentId)).toEqual({ taken: 2_500n, returned: 2_500n });
  });

  it('is shown by its id, with the one that it has at Stripe', async () => {
    const { refundByHand, entries, refundShown, shown, stage, id } = await paid();
    const made = await refundByHand(500);
    const [[refundId = ''] = []] = entries();
    expect(await refundShown(refundId)).toMatchObject({
      refund_amount: 5,
      refund_status: 'SUCCESS',
      external_reference: made.id,
    });
    expect(await shown()).not.toHaveProperty('external_reference');
    const receipt = (await stage.send(getReceipt, `GET /v1/payments/${id}/receipt`)).json;
    expect(receipt).toMatchObject({
      refunded_amount: 5,
      net_amount: 20,
      refunds: [{ refund_id: refundId, amount: 5 }],
    });
  });

  it('is recorded once, however often Stripe tells of it', async () => {
    const { refundByHand, tell, shown, entries } = await paid();
    const made = await refundByHand(500);
    for (const type of ['refund.updated', 'charge.refund.updated', 'refund.created']) await tell(made, type);
    expect(entries()).toHaveLength(1);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });

  it.each([
    ['succeeded', { refunded_amount: 5, refundable_amount: 20 }],
    ['failed', { refunded_amount: 0, refundable_amount: 25 }],
  ])('may be on its way first: what it takes is not refundable until it %s', async (status, now) => {
    const { stage, refundByHand, shown } = await paid();
    const made = await refundByHand(500, 'pending');
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 20 });
    Object.assign(made, { status });
    await stage.pass(1, day);
    expect(await shown()).toMatchObject(now);
  });

  it("that failed before it was heard of moved no money, and is no refund of the payment's", async () => {
    const { refundByHand, entries } = await paid();
    await refundByHand(500, 'failed');
    expect(entries()).toEqual([]);
  });

  it('gives its amount back when the money comes back after weeks', async () => {
    const { stage, refundByHand, shown } = await paid();
    const made = await refundByHand(500);
    await stage.pass(10, day);
    Object.assign(made, { status: 'failed' });
    await stage.pass(10, day);
    expect(await shown()).toMatchObject({ refundable_amount: 25, reversed_refunds: [{ refund_amount: 5 }] });
  });

  it('of money that a refund of ours had reserved: Stripe refuses ours, and has the other', async () => {
    const { stripe, stage, id, intentId, tell, shown } = await paid();
    stripe.refundByHand(intentId, 2_000);
    const ours = await stage.refund(id, 'r', '10.00');
    expect(ours.json).toMatchObject({ refund_status: 'FAILED', failure_code: 'refund_declined' });
    await tell(stripe.refunds[0] ?? {});
    expect(await shown()).toMatchObject({ refunded_amount: 20, refundable_amount: 5 });
    expect(stripe.books(intentId)).toEqual({ taken: 2_500n, returned: 2_000n });
  });

  it('is found a minute after Stripe refused one of ours because of it, whether or not Stripe tells of it', async () => {
    const { stripe, stage, id, intentId, shown } = await paid();
    stripe.refundByHand(intentId, 2_000);
    await stage.refund(id, 'r', '10.00');
    await stage.pass(2);
    expect(await shown()).toMatchObject({ refunded_amount: 20, refundable_amount: 5 });
    const before = stripe.paths.length;
    await stage.pass(10);
    expect(stripe.paths.slice(before)).toEqual([]);
  });

  it('waits while one of ours is on its way with the same money, and is found once that has failed', async () => {
    const { stripe, stage, id, intentId, tell, shown } = await paid();
    stripe.refundStatus = 'pending';
    await stage.refund(id, 'r', '10.00');
    Object.assign(stripe.refunds[0] ?? {}, { status: 'failed' });
    // The list of refunds lags behind: ours is still pending in it when the other is first seen.
    const [ours] = stripe.refunds;
    const made = stripe.refundByHand(intentId, 2_000);
    Object.assign(ours ?? {}, { status: 'pending' });
    await tell(made);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 15 });
    Object.assign(ours ?? {}, { status: 'failed' });
    await stage.pass(3, hour);
    expect(await shown()).toMatchObject({ refunded_amount: 20, refundable_amount: 5 });
  });

  it('of more than was captured, as far as this service knows, changes nothing and calls a person', async () => {
    const log = logged();
    const { stripe, intentId, tell, shown, entries } = await paid();
    const made = stripe.refundByHand(intentId, 2_501);
    await tell(made);
    expect(entries()).toEqual([]);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
    expect(alarmsOf(log)).toContain('unexplained-answers');
  });
});

describe('a refund by hand of a payment that is not known to be charged yet', () => {
  it('is found when the event of it, or the poller, finds out about the charge', async () => {
    const stripe = new MemoryStripe();
    const stage = new StripeStage(stripe.call);
    const id = String((await stage.pay('k', { payment_method: takesDays })).json.payment_id);
    const intentId = stage.intentOf(id);
    stripe.finish(intentId);
    stripe.refundByHand(intentId, 500);
    await stage.pass(2);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });
});

describe('a refund of our own', () => {
  it('is not taken for one that was made by hand, whatever Stripe tells of it', async () => {
    const { stripe, stage, id, tell, entries, shown } = await paid();
    await stage.refund(id, 'r', '5.00');
    for (const type of ['refund.created', 'refund.updated']) await tell(stripe.refunds[0] ?? {}, type);
    expect(entries()).toHaveLength(1);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });

  it('is not looked up because of the event that it was created', async () => {
    const { stripe, stage, id, tell } = await paid();
    await stage.refund(id, 'r', '5.00');
    const before = stripe.paths.length;
    await tell(stripe.refunds[0] ?? {});
    expect(stripe.paths.slice(before)).toEqual([]);
  });
});
