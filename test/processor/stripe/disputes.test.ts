import { describe, expect, it } from 'vitest';
import { handler as receive } from '../../../functions/processors/receive-processor-event.ts';
import type { Intent } from '../../../src/processor/port.ts';
import { onlyProcessor } from '../../../src/processor/routing.ts';
import { stripeWithEvents } from '../../../src/processor/stripe/with-events.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { signedByStripe } from '../../support/signed-by-stripe.ts';
import { chargeOf, eur } from '../contract.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { answered, MemoryStripe, pays } from './memory-stripe.ts';
import { settings, stripeOn } from './stripe-bench.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const secret = 'whsec_1';
const captured = { amount: eur(2_500n), at: '2026-11-21T12:00:00.000Z' };
const intent: Intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
const dayMs = 86_400_000;

/** A payment of 25.00 EUR, paid by a stage, and its intent at a Stripe in memory. localstripe knows no disputes. */
async function paid() {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
  const intentId = stage.intentOf(id);
  let events = 0;
  /** Stripe tells of the dispute; the name of an event is all that it adds. */
  const tell = async (type: string) => {
    const now = stage.world.clock.now();
    const body = JSON.stringify({
      id: `evt_${++events}`,
      type,
      created: Math.floor(now / 1_000),
      livemode: false,
      data: { object: { id: 'du_1', object: 'dispute', payment_intent: intentId, status: 'won' } },
    });
    const headers = { 'Stripe-Signature': signedByStripe(body, secret, now) };
    const events_ = { secrets: [secret], mode: 'test' } as const;
    const processors = (io: Io) => onlyProcessor(stripeWithEvents(io, { ...settings, events: events_ }));
    const io = stage.io({ overrides: { processors } });
    return stage.send(receive, 'POST /v1/processor-events/stripe', { body, headers }, io);
  };
  const shown = async () => (await stage.get(id)).json.disputes;
  return { stripe, stage, id, intentId, tell, shown };
}

describe('hyperswitch#11687: a dispute is as its object says, whatever the event is called', () => {
  it.each([
    ['charge.dispute.funds_reinstated', 'lost'],
    ['charge.dispute.closed', 'lost'],
    ['charge.dispute.updated', 'won'],
    ['charge.dispute.funds_withdrawn', 'won'],
  ])('%s of one that is %s leaves it so', async (type, status) => {
    const { stripe, intentId, tell, shown } = await paid();
    stripe.dispute(intentId, { status });
    expect((await tell(type)).json).toEqual({ handled: 'reconciled' });
    expect(await shown()).toMatchObject([{ status }]);
  });

  it('an event about a dispute that does not exist makes none', async () => {
    const { tell, shown } = await paid();
    expect((await tell('charge.dispute.created')).json).toEqual({ handled: 'reconciled' });
    expect(await shown()).toBeUndefined();
  });
});

describe('lago-api#6444: a disputed charge is not refunded', () => {
  it('while the dispute is open: 409 with its id, and Stripe is not asked', async () => {
    const { stripe, stage, id, intentId, tell } = await paid();
    const dispute = stripe.dispute(intentId);
    await tell('charge.dispute.created');
    stripe.requests.length = 0;
    const refused = await stage.refund(id, 'r', '5.00');
    expect([refused.status, refused.json]).toMatchObject([
      409,
      {
        code: 'payment_disputed',
        dispute_id: dispute.id,
        dispute_status: 'open',
        evidence_due_by: '2026-11-30T00:53:20.000Z',
      },
    ]);
    expect([stripe.requests, stripe.refunds]).toEqual([[], []]);
    expect((await stage.get(id)).json).toMatchObject({ refundable_amount: 25 });
  });

  it('again once it is won, under the same key', async () => {
    const { stripe, stage, id, intentId, tell } = await paid();
    const dispute = stripe.dispute(intentId);
    await tell('charge.dispute.created');
    expect((await stage.refund(id, 'r', '5.00')).status).toBe(409);
    dispute.status = 'won';
    await tell('charge.dispute.closed');
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
  });

  it('never once it is lost', async () => {
    const { stripe, stage, id, intentId, tell } = await paid();
    stripe.dispute(intentId, { status: 'lost' });
    await tell('charge.dispute.closed');
    await stage.pass(40, dayMs);
    expect((await stage.refund(id, 'r')).json).toMatchObject({ code: 'payment_disputed', dispute_status: 'lost' });
    expect(stripe.refunds).toEqual([]);
  });

  it('refuses while any of several disputes is open', async () => {
    const { stripe, stage, id, intentId, tell } = await paid();
    const open = stripe.dispute(intentId, { amount: 1_000 });
    stripe.dispute(intentId, { status: 'won', amount: 1_000 });
    await tell('charge.dispute.updated');
    expect((await stage.refund(id, 'r', '1.00')).json.dispute_id).toBe(open.id);
  });

  it('but one under inquiry is: that is how an inquiry is settled', async () => {
    const { stripe, stage, id, intentId, tell, shown } = await paid();
    stripe.dispute(intentId, { status: 'warning_needs_response' });
    await tell('charge.dispute.created');
    expect(await shown()).toMatchObject([{ status: 'inquiry' }]);
    expect((await stage.refund(id, 'r', '5.00')).status).toBe(200);
  });

  it('answered replays of refunds stay as they were', async () => {
    const { stripe, stage, id, intentId, tell } = await paid();
    const first = await stage.refund(id, 'r', '5.00');
    stripe.dispute(intentId);
    await tell('charge.dispute.created');
    const again = await stage.refund(id, 'r', '5.00');
    expect([again.status, again.body]).toEqual([200, first.body]);
  });
});

describe('a dispute whose events are lost', () => {
  it('is found closed within a day, because the poller looks at it', async () => {
    const { stripe, stage, intentId, tell, shown } = await paid();
    const dispute = stripe.dispute(intentId);
    await tell('charge.dispute.created');
    await stage.pass(3, dayMs);
    expect(await shown()).toMatchObject([{ status: 'open', closed_at: null }]);
    dispute.status = 'lost';
    await stage.pass(2, dayMs);
    expect(await shown()).toMatchObject([{ status: 'lost', closed_at: expect.stringMatching(/^2026-11-2/) }]);
    stripe.requests.length = 0;
    await stage.pass(5, dayMs);
    expect(stripe.requests).toEqual([]);
  });
});

describe('a dispute as Stripe has it', () => {
  it.each([
    ['warning_needs_response', { status: 'inquiry', escalated: false }],
    ['warning_under_review', { status: 'inquiry', escalated: false }],
    ['warning_closed', { status: 'won', escalated: false }],
    ['needs_response', { status: 'open', escalated: true }],
    ['under_review', { status: 'open', escalated: true }],
    ['won', { status: 'won', escalated: true }],
    ['lost', { status: 'lost', escalated: true }],
    ['prevented', { status: 'lost', escalated: true }],
  ])('that is %s is %j', async (status, standing) => {
    const { stripe, intentId } = await paid();
    stripe.dispute(intentId, { status, currency: 'usd', amount: 1_234 });
    const all = await stripeOn(stripe.call).observeDisputes?.({ ...intent, id: intentId }, chargeOf(), captured);
    expect(all).toEqual([
      {
        ...standing,
        id: expect.stringMatching(/^du_/),
        amount: { minor: 1_234n, currency: 'USD' },
        reason: 'fraudulent',
        evidenceDueBy: '2026-11-30T00:53:20.000Z',
        openedAt: '2026-11-21T08:33:20.000Z',
        closedAt: undefined,
      },
    ]);
  });

  it('in a state that is unknown is parked, never mapped', async () => {
    const { stripe, intentId, tell } = await paid();
    stripe.dispute(intentId, { status: 'blessed' });
    expect((await tell('charge.dispute.updated')).json.code).toBe('processor_unavailable');
    await expect(
      stripeOn(stripe.call).observeDisputes?.({ ...intent, id: intentId }, chargeOf(), captured),
    ).rejects.toThrow('this version knows no state "blessed" of a dispute');
  });

  it('has no deadline where the bank takes no evidence', async () => {
    const { stripe, intentId } = await paid();
    stripe.dispute(intentId, { evidence_details: { due_by: 0 } });
    const [only] =
      (await stripeOn(stripe.call).observeDisputes?.({ ...intent, id: intentId }, chargeOf(), captured)) ?? [];
    expect(only?.evidenceDueBy).toBeUndefined();
  });

  it('is found on every page', async () => {
    const shown = (id: string) => ({ id, status: 'won', amount: 1, currency: 'eur', created: 1, reason: null });
    const pages = [
      { data: [shown('du_1')], has_more: true },
      { data: [shown('du_2')], has_more: false },
    ];
    const urls: string[] = [];
    const { observeDisputes } = stripeOn(async (url) => {
      urls.push(url);
      return answered({ status: 200, body: pages.shift() });
    });
    const all = await observeDisputes?.(intent, chargeOf(), captured);
    expect(all?.map(({ id }) => id)).toEqual(['du_1', 'du_2']);
    expect(urls.map((url) => new URL(url).searchParams.get('starting_after'))).toEqual([null, 'du_1']);
    expect(new URL(urls[0] ?? '').searchParams.get('payment_intent')).toBe('pi_1');
  });

  it('a key that may not read disputes holds refunds of the payment up in no way', async () => {
    const { stripe, stage, id, tell } = await paid();
    stripe.refundStatus = 'pending';
    await stage.refund(id, 'r', '5.00');
    Object.assign(stripe.refunds[0] ?? {}, { status: 'succeeded' });
    stripe.mayReadDisputes = false;
    expect((await tell('refund.updated')).status).toBe(503);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5 });
  });
});
