import { describe, expect, it } from 'vitest';
import { handler as processPayment } from '../../../functions/customers/customers-process-payment.ts';
import { handler as cancelPayment } from '../../../functions/payments/cancel-payment.ts';
import { handler as getKey } from '../../../functions/payments/get-idempotency-key.ts';
import { rpcBy } from '../../support/rpc.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

/** A payment of trip 7 that its customer has yet to pay in a browser, or one that Stripe works on. */
async function waiting(fields: object = {}) {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const { json } = await stage.pay('k', { trip_id: '7', ...fields });
  const id = String(json.payment_id);
  const cancel = () => stage.send(cancelPayment, `POST /v1/payments/${id}/cancel`);
  const shown = async () => (await stage.get(id)).json;
  return { stripe, stage, id, cancel, shown };
}

describe('a payment that waits for its customer', () => {
  it('can be cancelled: nobody can pay it any more, and its trip is free', async () => {
    const { stripe, stage, cancel, shown } = await waiting();
    expect(await shown()).toMatchObject({ status: 'PENDING' });
    expect(await cancel()).toMatchObject({ status: 200, json: { status: 'FAILED', failure_code: 'abandoned' } });
    expect(stripe.intents.get('pi_1')?.status).toBe('canceled');
    expect((await stage.pay('other', { trip_id: '7' })).status).toBe(201);
  });

  it('can be cancelled by RPC', async () => {
    const { stage, id } = await waiting();
    const world = { io: (timeOut?: number) => stage.io({}, timeOut) };
    const path = '/payment.v1.PaymentService/ProcessPayment';
    const { json } = await rpcBy(processPayment, path)(world, { payment_id: id, action: 'cancel' });
    expect(json).toMatchObject({ status: 'failed', message: 'The payment can be paid no more.' });
  });

  it('is shown by the key that cancelled it', async () => {
    const { stage, id } = await waiting();
    const headers = { 'Idempotency-Key': 'cancel-1' };
    await stage.send(cancelPayment, `POST /v1/payments/${id}/cancel`, { headers });
    const found = await stage.send(getKey, 'GET /v1/idempotency-keys/cancel-1');
    expect(found.json).toMatchObject({ status: 'cancelled', payment_id: id });
  });

  it('is cancelled once: a repeated request changes nothing, and says the same', async () => {
    const { stripe, cancel } = await waiting();
    const { body } = await cancel();
    stripe.requests.length = 0;
    expect(await cancel()).toMatchObject({ status: 200, body });
    expect(stripe.requests).toEqual([]);
  });

  it('is not cancelled if its customer has paid meanwhile', async () => {
    const { stripe, cancel, shown } = await waiting();
    stripe.payInBrowser('pi_1');
    expect(await cancel()).toMatchObject({ status: 409, json: { code: 'wrong_state', from: 'completed' } });
    expect(await shown()).toMatchObject({ status: 'SUCCESS' });
  });

  it('and was authorized meanwhile is let go', async () => {
    const { stripe, cancel, shown } = await waiting({ capture: false });
    stripe.payInBrowser('pi_1');
    expect(await cancel()).toMatchObject({ status: 200, json: { status: 'FAILED' } });
    expect(stripe.intents.get('pi_1')?.status).toBe('canceled');
    expect(await shown()).toMatchObject({ cancelled_at: expect.any(String) });
  });
});

it('a payment that its processor works on is not cancelled, and looked at as if nobody had asked', async () => {
  const { stage, stripe, id, cancel, shown } = await waiting({ payment_method: takesDays });
  const due = stage.stored(id)?.due_at;
  for (let time = 0; time < 6; time++) {
    expect(await cancel()).toMatchObject({ status: 409, json: { code: 'wrong_state', from: 'pending' } });
  }
  expect(stage.stored(id)?.due_at).toBe(due);
  expect(await shown()).toMatchObject({ status: 'PENDING' });
  stripe.finish('pi_1');
});
