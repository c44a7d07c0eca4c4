import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as getReceipt } from '../../../functions/payments/get-receipt.ts';
import { handler as getRefund } from '../../../functions/refunds/get-refund.ts';
import { externalRefundOf } from '../../../src/domain/external-refund.ts';
import { nextDue } from '../../../src/domain/polling.ts';
import { payments } from '../../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../../src/store/watched-refunds.ts';
import { eur } from '../contract.ts';
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
      reference: made.id,
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

  it('is one of ours if we made it, also when somebody has removed our ids from its metadata', async () => {
    const { stripe, stage, id, tell, shown, entries, refundShown } = await paid();
    await stage.refund(id, 'ours', '5.00');
    const [made] = stripe.refunds;
    Object.assign(made ?? {}, { metadata: {} });
    await tell({ ...made }, 'refund.updated');
    const [[refundId = ''] = [], ...more] = entries();
    expect(more).toEqual([]);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
    expect(await refundShown(refundId)).toMatchObject({ refund_status: 'SUCCESS', reference: made?.id });
  });

  it('that we made, and whose ids were removed, is still found when its money comes back', async () => {
    const { stripe, stage, id, shown } = await paid();
    await stage.refund(id, 'ours', '5.00');
    Object.assign(stripe.refunds[0] ?? {}, { metadata: {}, status: 'failed' });
    await stage.pass(2, day);
    expect(await shown()).toMatchObject({ refundable_amount: 25, reversed_refunds: [{ refund_amount: 5 }] });
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

  it('is dated by when it was made, not by when it was heard of', async () => {
    const { refundByHand, entries, refundShown } = await paid();
    await refundByHand(500);
    const [[refundId = ''] = []] = entries();
    const at = new Date(1_795_250_000_000).toISOString();
    expect(await refundShown(refundId)).toMatchObject({ created_at: at, settled_at: at });
  });

  it('may take what came back from one of ours, though nobody has noticed that yet', async () => {
    const { stripe, stage, id, intentId, tell, shown } = await paid();
    await stage.refund(id, 'r');
    Object.assign(stripe.refunds[0] ?? {}, { status: 'failed' });
    await tell(stripe.refundByHand(intentId, 2_500));
    expect(await shown()).toMatchObject({ status: 'REFUNDED', refundable_amount: 0, reversed_refunds: [{}] });
    expect(stripe.books(intentId)).toEqual({ taken: 2_500n, returned: 2_500n });
  });

  describe('and that is written down while another look is under way', () => {
    /** A payment of 25.00. `meanwhile` happens once, after Stripe has answered with its list of refunds, and before that is read. */
    async function watched(meanwhile: (stage: StripeStage, id: string) => Promise<unknown>) {
      const stripe = new MemoryStripe();
      let act: typeof meanwhile | undefined;
      let id = '';
      const stage = new StripeStage(async (url, request) => {
        const answer = await stripe.call(url, request);
        const isList = request.method === 'GET' && url.includes('/refunds?');
        const now = isList ? act : undefined;
        if (isList) act = undefined;
        await now?.(stage, id);
        return answer;
      });
      id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
      // One of ours that was refused is what makes the poller look.
      stripe.refundStatus = 'failed';
      await stage.refund(id, 'r', '1.00');
      act = meanwhile;
      return { stripe, stage, shown: async () => (await stage.get(id)).json };
    }

    it('is looked at again, though the other look found nothing that is due', async () => {
      const at = new Date(1_795_250_000_000).toISOString();
      const { stage, shown } = await watched(async (stage, id) => {
        const payment = await payments(stage.io()).get(id);
        const seen = { reference: 're_x', amount: eur(1_000n), state: 'working', at } as const;
        if (payment === undefined) return;
        const refund = externalRefundOf(seen, payment, 'stripe');
        await refunds(stage.io()).recordExternal(payment, refund, nextDue(0, stage.world.clock.now()));
      });
      await stage.pass(1);
      expect(await shown()).toMatchObject({ refundable_amount: 15 });
      expect(stage.payments()).toMatchObject([{ due_at: expect.any(String) }]);
    });

    it('is found a minute later if a refusal came between its look and its write', async () => {
      const { stripe, stage, shown } = await watched((stage, id) => stage.refund(id, 'too much', '25.01'));
      stripe.refundByHand('pi_1', 1_000);
      await stage.pass(1);
      expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
      await stage.pass(2);
      expect(await shown()).toMatchObject({ refunded_amount: 10, refundable_amount: 15 });
    });
  });

  describe('of more than was captured, as far as this service knows', () => {
    it('changes nothing, calls a person each day, and is left to the reconciliation after a month', async () => {
      const log = logged();
      const { stripe, stage, intentId, tell, shown, entries } = await paid();
      await tell(stripe.refundByHand(intentId, 2_501));
      await stage.pass(2);
      expect(alarmsOf(log.splice(0))).toEqual(['unexplained-answers']);
      expect(entries()).toEqual([]);
      expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
      await stage.pass(3, day);
      expect(alarmsOf(log.splice(0))).toEqual(['unexplained-answers']);
      await stage.pass(40, day);
      log.length = 0;
      await stage.pass(40, day);
      expect(alarmsOf(log)).toEqual([]);
    });

    it('hides no dispute, and no end of a refund of ours', async () => {
      logged();
      const { stripe, stage, id, intentId, tell, shown } = await paid();
      stripe.refundStatus = 'pending';
      await stage.refund(id, 'r', '5.00');
      const [ours] = stripe.refunds;
      const made = stripe.refundByHand(intentId, 2_501);
      stripe.dispute(intentId);
      Object.assign(ours ?? {}, { status: 'succeeded' });
      await tell(made);
      expect(await shown()).toMatchObject({ refunded_amount: 5, disputes: [{ status: 'open' }] });
    });
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
