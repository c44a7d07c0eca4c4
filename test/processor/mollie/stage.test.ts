import { describe, expect, it } from 'vitest';
import { handler as capture } from '../../../functions/payments/capture-payment.ts';
import { paymentsTable } from '../../support/world.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { returnUrl } from './mollie-bench.ts';
import { MollieStage } from './mollie-stage.ts';

const day = 86_400_000;

/** A payment of 25.00 at Mollie. */
async function paid() {
  const mollie = new MemoryMollie();
  const stage = new MollieStage(mollie);
  const id = await stage.paid('k');
  const shown = async () => (await stage.get(id)).json;
  return { mollie, stage, id, intentId: stage.intentOf(id), shown };
}

describe('a refund that somebody makes in the dashboard of Mollie', () => {
  it('is found when Mollie refuses one of ours because of it, and is one of the payment from then on', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    mollie.refundByHand(intentId, '20.00');
    mollie.carryOut();
    expect((await stage.refund(id, 'r', '10.00')).json).toMatchObject({ refund_status: 'FAILED' });
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 20, refundable_amount: 5 });
    expect((await stage.refund(id, 'rest', '5.00')).json).toMatchObject({ refund_status: 'PENDING' });
    expect(mollie.books(intentId)).toEqual({ taken: 2_500n, returned: 2_500n });
  });

  it('is found while a refund of ours is on its way, though nothing tells of it', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    await stage.refund(id, 'r', '5.00');
    mollie.refundByHand(intentId, '7.00');
    mollie.carryOut();
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 12, refundable_amount: 13 });
  });

  it('may fail at Mollie: its amount is refundable again', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    const made = mollie.refundByHand(intentId, '20.00');
    await stage.refund(id, 'r', '10.00');
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 5 });
    made.status = 'failed';
    await stage.pass(1, day);
    expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25 });
  });
});

describe('a refund of ours at Mollie whose answer was lost', () => {
  it('is never answered as failed while the list does not have it, and is given back once', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    mollie.answerWith500();
    expect((await stage.refund(id, 'r')).status).toBe(503);
    mollie.refundsLag = true;
    stage.world.clock.advance(60_000);
    expect((await stage.refund(id, 'r')).status).toBe(503);
    mollie.refundsLag = false;
    stage.world.clock.advance(60_000);
    expect((await stage.refund(id, 'r')).json).toMatchObject({ refund_status: 'PENDING' });
    mollie.carryOut();
    await stage.pass(1);
    expect(await shown()).toMatchObject({ status: 'REFUNDED', refunded_amount: 25 });
    expect(mollie.books(intentId)).toEqual({ taken: 2_500n, returned: 2_500n });
  });
});

describe('a refund at Mollie of a payment that was charged back, of which nothing has told yet', () => {
  it('fails, and the chargeback is known a minute later', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    mollie.chargeBack(intentId, '25.00');
    expect((await stage.refund(id, 'r', '25.00')).json).toMatchObject({ refund_status: 'FAILED' });
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 0, disputes: [{ status: 'lost' }] });
    expect(mollie.books(intentId)).toEqual({ taken: 2_500n, returned: 0n });
  });
});

describe('a refund at Mollie that a restored table lacks', () => {
  it('is not given back again when its client repeats it two hours later, when Mollie has forgotten its key', async () => {
    const { mollie, stage, id, intentId, shown } = await paid();
    const backup = structuredClone(stage.stored(id));
    await stage.refund(id, 'r', '10.00');
    stage.world.dynamo.keep(paymentsTable, { ...backup, id });
    stage.world.clock.advance(2 * 3_600_000);
    mollie.forgetKeys();
    expect((await stage.refund(id, 'r', '10.00')).json).toMatchObject({ refund_status: 'PENDING' });
    mollie.carryOut();
    await stage.pass(1);
    expect(await shown()).toMatchObject({ refunded_amount: 10, refundable_amount: 15 });
    expect(mollie.books(intentId)).toEqual({ taken: 2_500n, returned: 1_000n });
  });
});

describe("a capture at Mollie that its customer's bank refuses, each time after Mollie took it", () => {
  it('ends: the hold is let go of, and the sweeper sends no more', async () => {
    const mollie = new MemoryMollie();
    const stage = new MollieStage(mollie);
    const id = String((await stage.pay('k', { return_url: returnUrl, capture: false })).json.payment_id);
    const intentId = stage.intentOf(id);
    mollie.pay(intentId, 'pays');
    await stage.pass(2);
    mollie.captureStatus = 'pending';
    expect((await stage.send(capture, `POST /v1/payments/${id}/capture`)).status).toBe(503);
    for (let minute = 0; minute < 30; minute++) {
      mollie.refuseCaptures();
      await stage.pass(1);
    }
    expect(stage.stored(id)).toMatchObject({ status: 'cancelled' });
    expect(mollie.payments.get(intentId)).toMatchObject({ status: 'canceled', captures: { length: 5 } });
  });
});
