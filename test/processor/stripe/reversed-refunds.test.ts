import { describe, expect, it } from 'vitest';
import { handler as lookUpKey } from '../../../functions/payments/get-idempotency-key.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const days = 24 * 60;

/** A payment of 25.00, and its refund of 5.25, which Stripe answers with `status`. */
async function refunded(status = 'succeeded') {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
  stripe.refundStatus = status;
  const first = await stage.refund(id, 'r', '5.25');
  /** The customer's bank decides, and the poller runs until it has seen so. */
  const becomes = async (now: string, afterMinutes: number) => {
    Object.assign(stripe.refunds[0] ?? {}, { status: now });
    stripe.refundStatus = 'succeeded';
    await stage.deliver();
    stage.world.clock.advance(afterMinutes * 60_000);
    await stage.poll();
  };
  const refundId = String(first.json.refund_id);
  const key = async () =>
    (await stage.send(lookUpKey, 'GET /v1/idempotency-keys/r', { query: { payment_id: id } })).json;
  return { stripe, stage, id, refundId, first, becomes, key };
}

describe("vendure#3152, polar#5422: a refund that the customer's bank sends back is not shown as done", () => {
  it('GET says that it was reversed, and its amount is refundable again to the cent', async () => {
    const { stage, id, refundId, becomes } = await refunded();
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5.25, refundable_amount: 19.75 });
    await becomes('failed', 3 * days);
    const { json } = await stage.get(id);
    expect(json).toMatchObject({ status: 'SUCCESS', refunded_amount: 0, refundable_amount: 25 });
    expect(json.reversed_refunds).toEqual([
      { refund_id: refundId, refund_amount: 5.25, reversed_at: '2026-11-24T12:00:00.000Z' },
    ]);
  });

  it('all of it can be refunded again, and not a cent more', async () => {
    const { stripe, stage, id, becomes } = await refunded();
    await becomes('failed', 3 * days);
    expect((await stage.refund(id, 'too much', '25.01')).json.code).toBe('refund_exceeds_remaining');
    expect(await stage.refund(id, 'again', '25.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect((await stage.refund(id, 'once more', '0.01')).json.code).toBe('refund_exceeds_remaining');
    expect(stripe.books(String(stripe.refunds[0]?.payment_intent))).toEqual({ taken: 2_500n, returned: 2_500n });
    expect((await stage.get(id)).json).toMatchObject({ status: 'REFUNDED', refundable_amount: 0 });
  });

  it('its replay has the same bytes, because that is what it was when it was answered', async () => {
    const { stage, id, first, becomes } = await refunded();
    await becomes('failed', 3 * days);
    const { status, body, headers } = await stage.refund(id, 'r', '5.25');
    expect([status, body]).toEqual([200, first.body]);
    expect(headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
  });

  it('the look-up of its key says that it failed, and with which refund', async () => {
    const { key, refundId, becomes } = await refunded();
    expect(await key()).toMatchObject({ status: 'succeeded', refund_id: refundId });
    expect((await key()).payment).not.toHaveProperty('reversed_refunds');
    await becomes('failed', 3 * days);
    expect(await key()).toMatchObject({
      status: 'failed',
      refund_id: refundId,
      payment: { refundable_amount: 25, reversed_refunds: [{ refund_id: refundId }] },
    });
  });

  it('is looked for until 30 days after its success, and gives its amount back once', async () => {
    const { stage, id, stripe, becomes } = await refunded();
    for (const after of [1, 2, 4, 7]) await becomes('succeeded', after * days);
    await becomes('failed', 16 * days);
    expect((await stage.get(id)).json).toMatchObject({ refundable_amount: 25 });
    stripe.requests.length = 0;
    await stage.pass(60, 24 * 3_600_000);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
    expect(stripe.requests).toEqual([]);
  });
});

describe('vendure#3152, polar#5422: a refund that is on its way is not shown as done', () => {
  it.each([
    ['fails', 'failed', 'failed', 0, 25],
    ['succeeds', 'succeeded', 'succeeded', 5.25, 19.75],
  ])('and %s days later', async (_what, becomesNow, keyStatus, refunded_amount, refundable_amount) => {
    const { stage, id, first, becomes, key } = await refunded('pending');
    expect([first.status, first.json.refund_status]).toEqual([200, 'PENDING']);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 0, refundable_amount: 19.75 });
    expect(await key()).toMatchObject({ status: 'in_progress' });
    await becomes(becomesNow, 3 * days);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount, refundable_amount });
    expect(await key()).toMatchObject({ status: keyStatus });
    const again = await stage.refund(id, 'r', '5.25');
    expect([again.status, again.body]).toEqual([200, first.body]);
  });
});
