import { describe, expect, it } from 'vitest';
import { handler as capturePayment } from '../../../functions/payments/capture-payment.ts';
import { PutItem } from '../../../src/runtime/operations.ts';
import { paymentsTable } from '../../support/world.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

/** A payment at Stripe, which takes KWD with two digits after the point and MGA with none. */
async function payment(fields: Readonly<{ amount: string; currency: string; capture?: boolean }>) {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const id = String((await stage.pay('k', { payment_method: pays, ...fields })).json.payment_id);
  const capture = (amount: string) =>
    stage.send(capturePayment, `POST /v1/payments/${id}/capture`, { body: { amount } });
  return { stripe, stage, id, capture };
}

const tooPrecise = { status: 400, json: { code: 'amount_precision', field: '/amount' } };
const parts = [
  ['10.010', 'KWD', '5.005', '5.000'],
  ['10.00', 'MGA', '5.50', '5.00'],
] as const;

describe('a part of a payment that Stripe cannot be sent', () => {
  it.each(parts)('of %s %s: a refund of %s is for the client to mend, and its key stays free', async (...part) => {
    const [amount, currency, wrong, right] = part;
    const { stripe, stage, id } = await payment({ amount, currency });
    for (const _time of [1, 2]) expect(await stage.refund(id, 'r', wrong)).toMatchObject(tooPrecise);
    expect(stage.stored(id)).toMatchObject({ refunds: {}, refunded_minor: 0 });
    expect(stripe.refunds).toEqual([]);
    expect(await stage.refund(id, 'r', right)).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(await stage.refund(id, 'rest')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
  });

  it.each(parts)('of %s %s: a capture of %s is for the client to mend, and %s can be captured', async (...part) => {
    const [amount, currency, wrong, right] = part;
    const { stripe, stage, id, capture } = await payment({ amount, currency, capture: false });
    const before = [stage.stored(id), stripe.paths.length];
    expect(await capture(wrong)).toMatchObject(tooPrecise);
    expect([stage.stored(id), stripe.paths.length]).toEqual(before);
    expect(await capture(right)).toMatchObject({ status: 200, json: { status: 'SUCCESS' } });
  });

  it('whose capture an older release began is let go of, as that release did', async () => {
    const { stripe, stage, id } = await payment({ amount: '10.010', currency: 'KWD', capture: false });
    const begun = { ...stage.stored(id), closing: 'capture', closing_minor: 5_005n };
    await stage.world.dynamo.send(new PutItem({ TableName: paymentsTable, Item: begun }));
    await stage.pass(2);
    expect((await stage.get(id)).json.status).toBe('FAILED');
    expect(stripe.intents.get('pi_1')?.status).toBe('canceled');
  });
});
