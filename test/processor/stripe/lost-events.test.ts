import { describe, expect, it, vi } from 'vitest';
import { logger } from '../../../src/runtime/log.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A stage that gets no events, with a payment of 25.00. A page of Stripe's list of events takes `pageMs`, a look at an intent `lookMs`. */
async function deafStage(pageMs = 0, lookMs = 0) {
  const stripe = new MemoryStripe();
  const stage = new StripeStage((url, request) => {
    if (url.includes('/v1/events')) stage.world.clock.advance(pageMs);
    if (request.method === 'GET' && url.includes('/v1/payment_intents')) stage.world.clock.advance(lookMs);
    return stripe.call(url, request);
  });
  const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
  const intentId = stage.intentOf(id);
  /** Something happens at Stripe now, and the event of it gets lost. */
  const happens = (object: object, type = 'charge.dispute.created') => {
    const created = Math.floor(stage.world.clock.now() / 1_000);
    const event = { id: `evt_${stripe.events.length + 1}`, type, created, livemode: false };
    stripe.events.push({
      ...event,
      data: { object: { id: 'x', object: 'dispute', payment_intent: intentId, ...object } },
    });
  };
  const pollAfter = async (ms: number) => {
    stage.world.clock.advance(ms);
    await stage.poll();
  };
  const shown = async () => (await stage.get(id)).json;
  const asked = (path: string) => stripe.paths.filter((one) => one === `GET /v1/${path}`).length;
  return { stripe, stage, id, intentId, happens, pollAfter, shown, asked };
}

describe('an event of Stripe that never comes', () => {
  it('of a dispute is found in the list of events within an hour or two, and refunds are refused from then on', async () => {
    const { stripe, stage, id, intentId, happens, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    stripe.dispute(intentId);
    happens({});
    expect(await shown()).not.toHaveProperty('disputes');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
    expect((await stage.refund(id, 'r')).json.code).toBe('payment_disputed');
  });

  it('of a refund that comes back after months is found, too', async () => {
    const { stripe, stage, id, happens, pollAfter, shown } = await deafStage();
    await stage.refund(id, 'r', '5.00');
    await stage.pass(50, dayMs);
    Object.assign(stripe.refunds[0] ?? {}, { status: 'failed' });
    happens({ object: 'refund' }, 'refund.failed');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25, reversed_refunds: [{}] });
  });

  it('of a refund by another program is found, also if its metadata looks like ours', async () => {
    const { stripe, intentId, happens, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    const made = stripe.refundByHand(intentId, 500);
    Object.assign(made, { metadata: { payment_id: 'its own', refund_id: '1' } });
    happens({ ...made, object: 'refund' }, 'refund.created');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });

  it('is found however long the stage was down, as far back as Stripe keeps events', async () => {
    const { stripe, stage, intentId, happens, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    stripe.dispute(intentId);
    happens({});
    stage.world.clock.advance(28 * dayMs);
    await pollAfter(0);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
  });

  it('is looked for once an hour, and one that was handled is not handled again: its payment is looked at once more', async () => {
    const { stripe, intentId, happens, pollAfter, asked } = await deafStage();
    stripe.dispute(intentId, { status: 'lost' });
    happens({});
    for (let minute = 0; minute < 150; minute++) await pollAfter(minuteMs);
    expect([stripe.listings, asked('disputes')]).toEqual([3, 2]);
  });

  it('is read again until its payment is decided', async () => {
    const { stripe, stage, id, intentId, happens, pollAfter, shown } = await deafStage();
    const item = stage.stored(id) ?? {};
    const lease = { owner: 'another', until: stage.world.clock.now() + 30 * dayMs };
    const keep = (but: object) => stage.world.dynamo.keep('payment-service-local-payments', { ...item, ...but, id });
    keep({ status: 'processing', lease, outcome: undefined });
    stripe.dispute(intentId);
    happens({});
    const faults = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    for (let run = 0; run < 30; run++) await pollAfter(10 * minuteMs);
    faults.mockRestore();
    keep({});
    await pollAfter(10 * minuteMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
  });

  it('is found among hundreds of others, on every page', async () => {
    const { stripe, intentId, happens, pollAfter, shown } = await deafStage();
    stripe.dispute(intentId);
    happens({});
    for (let other = 0; other < 250; other++) happens({ payment_intent: null });
    await pollAfter(minuteMs);
    expect([await shown(), stripe.listings]).toMatchObject([{ disputes: [{ status: 'open' }] }, 3]);
  });

  it('is found among a hundred disputes with evidence of 20,000 characters', async () => {
    const { stripe, intentId, happens, pollAfter, shown } = await deafStage();
    stripe.dispute(intentId);
    happens({});
    for (let other = 0; other < 99; other++) happens({ payment_intent: null, evidence: '証'.repeat(20_000) });
    await pollAfter(minuteMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
  });

  it('is found beside a crowd of waiting payments that no run gets through', async () => {
    const { stripe, stage, intentId, happens, pollAfter, shown } = await deafStage(0, 1_000);
    const debit = { payment_method: takesDays, method: 'WALLET' };
    for (let number = 0; number < 200; number++) await stage.pay(`waiting-${number}`, debit);
    stripe.dispute(intentId);
    happens({});
    await pollAfter(minuteMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
  });

  it('is found among more than one run can read: each run reads on where the one before ended', async () => {
    const { stripe, stage, intentId, happens, pollAfter, shown } = await deafStage(700);
    const others = (count: number) => {
      for (let other = 0; other < count; other++) {
        if (other % 5 === 0) stage.world.clock.advance(5_000);
        happens({ payment_intent: null });
      }
    };
    await pollAfter(minuteMs);
    others(4_500);
    stripe.dispute(intentId);
    happens({});
    others(4_500);
    for (let minute = 0; minute < 15; minute++) await pollAfter(minuteMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
    for (let minute = 0; minute < 15; minute++) await pollAfter(minuteMs);
    const { listings } = stripe;
    for (let minute = 0; minute < 15; minute++) await pollAfter(minuteMs);
    expect(stripe.listings).toBe(listings);
  });
});

describe('an event that cannot be handled', () => {
  it('keeps no later one from being found, and its payment is looked at until that succeeds', async () => {
    const { stripe, stage, intentId, happens, pollAfter, shown } = await deafStage(700);
    const other = String((await stage.pay('other', { payment_method: pays })).json.payment_id);
    const [item, otherIntent] = [stage.stored(other) ?? {}, stage.intentOf(other)];
    const keep = (but: object) =>
      stage.world.dynamo.keep('payment-service-local-payments', { ...item, ...but, id: other });
    await pollAfter(minuteMs);
    // As a later release wrote it.
    keep({ status: 'later' });
    stripe.dispute(otherIntent);
    happens({ payment_intent: otherIntent });
    for (let number = 0; number < 4_500; number++) {
      if (number % 5 === 0) stage.world.clock.advance(5_000);
      happens({ payment_intent: null });
    }
    stripe.dispute(intentId);
    happens({});
    const faults = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    for (let minute = 0; minute < 20; minute++) await pollAfter(minuteMs);
    faults.mockRestore();
    expect(await shown()).toMatchObject({ disputes: [{ status: 'open' }] });
    keep({});
    for (let minute = 0; minute < 5; minute++) await pollAfter(minuteMs);
    expect((await stage.get(other)).json).toMatchObject({ disputes: [{ status: 'open' }] });
  });
});

describe('a list of events that cannot be read', () => {
  it('is asked for again after ten minutes, and holds no poll up', async () => {
    const { stripe, stage, pollAfter } = await deafStage();
    const faults = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    stripe.mayReadDisputes = false;
    stripe.refundStatus = 'pending';
    const id = String((await stage.pay('other', { payment_method: pays })).json.payment_id);
    await stage.refund(id, 'r', '5.00');
    Object.assign(stripe.refunds[0] ?? {}, { status: 'succeeded' });
    for (let minute = 0; minute < 25; minute++) await pollAfter(minuteMs);
    faults.mockRestore();
    expect(stripe.listings).toBe(3);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5 });
  });
});
