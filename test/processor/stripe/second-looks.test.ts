import { describe, expect, it } from 'vitest';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A payment of 25.00 at a Stripe whose lists of refunds and disputes are empty while `lists.lag` is true. */
async function laggingStripe() {
  const stripe = new MemoryStripe();
  const lists: { lag: boolean } = { lag: false };
  const stage = new StripeStage(async (url, request) => {
    const { pathname } = new URL(url);
    const isEmpty = lists.lag && request.method === 'GET' && /^\/v1\/(refunds|disputes)$/.test(pathname);
    if (!isEmpty) return stripe.call(url, request);
    const hidden = [stripe.refunds.splice(0), stripe.disputes.splice(0)] as const;
    const answer = await stripe.call(url, request);
    stripe.refunds.push(...hidden[0]);
    stripe.disputes.push(...hidden[1]);
    return answer;
  });
  const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
  const intentId = stage.intentOf(id);
  // The list of events is read for the first time, and an hour later again.
  await stage.pass(1);
  /** Something happens at Stripe now, and a minute later the service hears of it. */
  const happens = async (type: string, object: object) => {
    stage.world.clock.advance(hourMs - minuteMs);
    const created = Math.floor(stage.world.clock.now() / 1_000);
    const event = { id: `evt_${stripe.events.length + 1}`, type, created, livemode: false };
    stripe.events.push({ ...event, data: { object: { id: 'x', object: 'x', payment_intent: intentId, ...object } } });
    await stage.pass(1);
  };
  const shown = async () => (await stage.get(id)).json;
  return { stripe, stage, lists, id, intentId, happens, shown };
}

const refund = { object: 'refund' };
const dispute = { object: 'dispute' };

describe('what a list of Stripe has later than its event tells of it', () => {
  it('is found ten minutes after the event: a refund by hand', async () => {
    const { stripe, stage, lists, intentId, happens, shown } = await laggingStripe();
    stripe.refundByHand(intentId, 500);
    lists.lag = true;
    await happens('refund.created', refund);
    lists.lag = false;
    await stage.pass(8);
    expect(await shown()).toMatchObject({ refunded_amount: 0 });
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
    const before = stripe.paths.length;
    await stage.pass(30);
    expect(stripe.paths.slice(before)).toEqual([]);
  });

  it('is found ten minutes after the event: a dispute, whose end is looked for each day from then on', async () => {
    const { stripe, stage, lists, intentId, happens, shown } = await laggingStripe();
    const made = stripe.dispute(intentId);
    lists.lag = true;
    await happens('charge.dispute.created', dispute);
    lists.lag = false;
    await stage.pass(9);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
    Object.assign(made, { status: 'won' });
    await stage.pass(1, dayMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'won' }] });
  });

  it('is found although a refund of ours was refused because of it, and looked at in between', async () => {
    const { stripe, stage, lists, id, intentId, happens, shown } = await laggingStripe();
    stripe.dispute(intentId);
    lists.lag = true;
    await happens('charge.dispute.created', dispute);
    expect((await stage.refund(id, 'r')).json).toMatchObject({ refund_status: 'FAILED' });
    await stage.pass(3);
    lists.lag = false;
    await stage.pass(6);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
  });

  it('is found if its payment was due before: a refund by hand, which had one of ours refused', async () => {
    const { stripe, stage, lists, id, intentId, happens, shown } = await laggingStripe();
    stripe.refundByHand(intentId, 2_500);
    lists.lag = true;
    expect((await stage.refund(id, 'r')).json).toMatchObject({ refund_status: 'FAILED' });
    await happens('refund.created', refund);
    await stage.pass(3);
    lists.lag = false;
    await stage.pass(6);
    expect(await shown()).toMatchObject({ refunded_amount: 25 });
  });

  it('is found although another event comes in between, which is about the charge', async () => {
    const { stripe, stage, lists, intentId, happens, shown } = await laggingStripe();
    stripe.refundByHand(intentId, 500);
    lists.lag = true;
    stripe.events.push({
      ...{ id: 'evt_charge', type: 'payment_intent.succeeded', livemode: false },
      created: Math.floor((stage.world.clock.now() + hourMs) / 1_000),
      data: { object: { id: intentId, object: 'payment_intent' } },
    });
    await happens('refund.created', refund);
    lists.lag = false;
    await stage.pass(9);
    expect(await shown()).toMatchObject({ refunded_amount: 5 });
  });

  it('is found when a refund of ours comes back after nobody looks at it any more', async () => {
    const { stripe, stage, id, happens, shown } = await laggingStripe();
    await stage.refund(id, 'r', '5.00');
    await stage.pass(50, dayMs);
    const [ours] = stripe.refunds;
    await happens('refund.failed', { ...refund, metadata: ours?.metadata });
    Object.assign(ours ?? {}, { status: 'failed' });
    await stage.pass(9);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
  });
});

describe('a dispute that a look finds which was due for something else', () => {
  it('has its end looked for each day from then on', async () => {
    const { stripe, stage, id, intentId, shown } = await laggingStripe();
    const made = stripe.dispute(intentId);
    expect((await stage.refund(id, 'r')).json).toMatchObject({ refund_status: 'FAILED' });
    await stage.pass(1);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
    Object.assign(made, { status: 'won' });
    await stage.pass(1, dayMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'won' }] });
  });
});

describe('an event that comes late', () => {
  it('has its payment looked at once', async () => {
    const { stripe, stage, intentId, happens, shown } = await laggingStripe();
    stripe.refundByHand(intentId, 500);
    await happens('customer.created', {});
    const asked = () => stripe.paths.filter((path) => path === 'GET /v1/disputes').length;
    stage.world.clock.advance(10 * minuteMs);
    const created = Math.floor(stage.world.clock.now() / 1_000) - 11 * 60;
    const object = { id: 'x', object: 'refund', payment_intent: intentId };
    stripe.events.push({ id: 'evt_late', type: 'refund.created', created, livemode: false, data: { object } });
    await stage.pass(1, hourMs);
    expect([await shown(), asked()]).toMatchObject([{ refunded_amount: 5 }, 1]);
  });
});
