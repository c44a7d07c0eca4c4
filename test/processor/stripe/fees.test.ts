import { describe, expect, it } from 'vitest';
import { handler as capturePayment } from '../../../functions/payments/capture-payment.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { asks, MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

async function stageWith(fields: object) {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const first = await stage.pay('k', fields);
  const id = String(first.json.payment_id);
  const shown = async () => (await stage.get(id)).json;
  const capture = (amount?: string) =>
    stage.send(capturePayment, `POST /v1/payments/${id}/capture`, { body: { amount } });
  return { stripe, stage, first, id, shown, capture };
}

const fee = { fee_amount: 0.61 };

describe('the fee that Stripe reports with a capture', () => {
  it('is shown by GET with what is left, and is in no answer to the creation', async () => {
    const { stage, first, shown } = await stageWith({ payment_method: pays });
    expect(await shown()).toMatchObject({ ...fee, net_amount: 24.39 });
    const again = await stage.pay('k', { payment_method: pays });
    expect(again.body).toBe(first.body);
    expect(first.body).not.toMatch(/fee|net_amount/);
  });

  it('comes with the capture of an authorization, and is of the captured part', async () => {
    const { shown, capture } = await stageWith({ payment_method: pays, capture: false });
    expect(await shown()).not.toHaveProperty('fee_amount');
    await capture('20.00');
    expect(await shown()).toMatchObject({ ...fee, captured_amount: 20, net_amount: 19.39 });
  });

  it('comes with what the poller finds', async () => {
    for (const [token, happens] of [
      [asks, (stripe: MemoryStripe) => stripe.authenticate('pi_1', true)],
      [takesDays, (stripe: MemoryStripe) => stripe.finish('pi_1')],
    ] as const) {
      const { stripe, stage, shown } = await stageWith({ payment_method: token });
      happens(stripe);
      await stage.pass(2);
      expect(await shown()).toMatchObject({ status: 'SUCCESS', ...fee, net_amount: 24.39 });
    }
  });

  it('comes with the capture of an authorization that was pending first', async () => {
    const { stripe, stage, shown, capture } = await stageWith({ payment_method: asks, capture: false });
    stripe.authenticate('pi_1', true);
    await stage.pass(2);
    await capture();
    expect(await shown()).toMatchObject({ ...fee, net_amount: 24.39 });
  });

  it('in another currency is shown with that, and nothing is left to be said of the rest', async () => {
    const { shown } = await stageWith({ payment_method: pays, currency: 'USD' });
    expect(await shown()).toMatchObject({ ...fee, currency: 'USD', fee_currency: 'EUR' });
    expect(await shown()).not.toHaveProperty('net_amount');
  });

  it('is missing where Stripe does not report it', async () => {
    const { shown } = await stageWith({ payment_method: 'pm_card_bypassPending' });
    expect(await shown()).not.toHaveProperty('fee_amount');
  });
});
