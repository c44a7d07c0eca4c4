import { describe, expect, it } from 'vitest';
import { handler as capturePayment } from '../../../functions/payments/capture-payment.ts';
import { handler as getReceipt } from '../../../functions/payments/get-receipt.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { answered, asks, MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const day = 24 * 3_600_000;

/** An authorization of 25.00 at Stripe. */
async function authorized(token = pays, stripe = new MemoryStripe(), call = stripe.call) {
  const stage = new StripeStage(call);
  const fields = { payment_method: token, trip_id: '7', capture: false };
  const id = String((await stage.pay('k', fields)).json.payment_id);
  const capture = (amount?: string) =>
    stage.send(capturePayment, `POST /v1/payments/${id}/capture`, { body: { amount } });
  const shown = async () => (await stage.get(id)).json;
  const sent = (path: RegExp) => stripe.paths.filter((one) => path.test(one)).length;
  return { stripe, stage, id, capture, shown, sent };
}

const expired = { status: 'FAILED', failure_code: 'authorization_expired', refundable_amount: 0 };

describe('WooCommerce#1378: an authorization that expired at Stripe is not taken for a payment', () => {
  it('it is found out within a day, though nobody captures it, and its trip is free again', async () => {
    const { stripe, stage, shown } = await authorized();
    await stage.pass(6, day);
    expect(await shown()).toMatchObject({ status: 'PENDING', authorized_at: expect.any(String) });
    expect((await stage.pay('other', { payment_method: pays, trip_id: '7' })).json.code).toBe(
      'trip_payment_authorized',
    );
    stripe.expire('pi_1');
    await stage.pass(1, day);
    expect(await shown()).toMatchObject(expired);
    expect((await stage.pay('other', { payment_method: pays, trip_id: '7' })).status).toBe(201);
  });

  it('its capture is refused with a code, whether or not that was found out before', async () => {
    const { stripe, stage, capture, shown, sent } = await authorized();
    stripe.expire('pi_1');
    for (const _time of [1, 2]) {
      expect(await capture()).toMatchObject({ status: 409, json: { code: 'authorization_expired' } });
    }
    expect(await shown()).toMatchObject(expired);
    expect(sent(/capture$/)).toBe(1);
    expect((await stage.pay('other', { payment_method: pays, trip_id: '7' })).status).toBe(201);
  });

  it('nor is one that its customer had to authenticate first', async () => {
    const { stripe, stage, shown } = await authorized(asks);
    stripe.authenticate('pi_1', true);
    await stage.pass(1);
    expect(await shown()).toMatchObject({ status: 'PENDING', authorized_at: expect.any(String) });
    stripe.expire('pi_1');
    await stage.pass(1, day);
    expect(await shown()).toMatchObject(expired);
  });

  it('one that stands is asked about once a day, and not at all once it is captured', async () => {
    const { stripe, stage, capture } = await authorized();
    const before = stripe.paths.length;
    await stage.pass(5 * 24, day / 24);
    expect(stripe.paths.slice(before)).toEqual(Array(5).fill('GET /v1/payment_intents/pi_1'));
    expect((await capture()).json.status).toBe('SUCCESS');
    const after = stripe.paths.length;
    await stage.pass(5, day);
    expect(stripe.paths.slice(after)).toEqual([]);
  });
});

describe('a capture of a part at Stripe', () => {
  it('takes that part: a cent more cannot be refunded, and is never sent', async () => {
    const { stripe, stage, id, capture, shown, sent } = await authorized();
    expect((await capture('20.00')).json).toMatchObject({ status: 'SUCCESS', captured_amount: 20 });
    expect(await stage.refund(id, 'r1', '20.01')).toMatchObject({ json: { code: 'refund_exceeds_remaining' } });
    expect(sent(/refunds/)).toBe(0);
    expect(await stage.refund(id, 'r2', '20.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(stripe.books('pi_1')).toEqual({ taken: 2_000n, returned: 2_000n });
    expect(await shown()).toMatchObject({ status: 'REFUNDED', refundable_amount: 0 });
  });

  it('is what the receipt says was kept', async () => {
    const { stage, id, capture } = await authorized();
    await capture('20.00');
    const receipt = async () => (await stage.send(getReceipt, `GET /v1/payments/${id}/receipt`)).json;
    expect(await receipt()).toMatchObject({ refunded_amount: 0, net_amount: 20 });
    await stage.refund(id, 'r', '5.00');
    expect(await receipt()).toMatchObject({ refunded_amount: 5, net_amount: 15 });
  });
});

describe('a capture by hand in the dashboard of Stripe', () => {
  it.each([
    [2_500, { status: 'SUCCESS', refundable_amount: 25 }],
    [2_000, { status: 'SUCCESS', captured_amount: 20, refundable_amount: 20 }],
  ])('of %i is found within a day, and can be refunded', async (minor, now) => {
    const { stripe, stage, id, shown, capture } = await authorized();
    stripe.captureByHand('pi_1', minor);
    await stage.pass(1, day);
    expect(await shown()).toMatchObject(now);
    expect((await capture()).json).toMatchObject(now);
    expect((await stage.refund(id, 'r', (minor / 100).toFixed(2))).status).toBe(200);
    expect(stripe.books('pi_1')).toEqual({ taken: BigInt(minor), returned: BigInt(minor) });
  });

  it('is what a capture finds that comes before that', async () => {
    const { stripe, capture } = await authorized();
    stripe.captureByHand('pi_1', 2_500);
    expect((await capture()).json).toMatchObject({ status: 'SUCCESS', refundable_amount: 25 });
  });
});

describe('a capture that gets no answer, and is refused when it is sent again', () => {
  it('takes no money when the first request arrives after all', async () => {
    const stripe = new MemoryStripe();
    const late: (() => ReturnType<typeof stripe.call>)[] = [];
    const { capture, shown } = await authorized(pays, stripe, async (url, request) => {
      if (!url.endsWith('/capture')) return stripe.call(url, request);
      if (late.push(() => stripe.call(url, request)) === 1) throw new Error('no answer');
      return answered({ status: 400, body: { error: { type: 'invalid_request_error', code: 'refused' } } });
    });
    expect((await capture()).status).toBe(503);
    expect(await capture()).toMatchObject({ status: 409, json: { code: 'capture_refused' } });
    await late[0]?.();
    expect(stripe.books('pi_1')).toEqual({ taken: 0n, returned: 0n });
    expect(await shown()).toMatchObject({ status: 'FAILED', refundable_amount: 0 });
    expect((await capture()).json.code).toBe('capture_refused');
  });
});

describe('checkout-sdk-php#369: a payment that its customer has not approved', () => {
  it('cannot be captured, and no capture is sent', async () => {
    const { stage, capture, shown, sent } = await authorized(asks);
    expect(await capture()).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
    await stage.pass(5);
    expect(await shown()).toMatchObject({ status: 'PENDING', next_action: { type: 'in_app' } });
    expect(sent(/capture$/)).toBe(0);
  });
});
