import { describe, expect, it } from 'vitest';
import { handler as processPayment } from '../../../functions/customers/customers-process-payment.ts';
import { rpcBy } from '../../support/rpc.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const days = 24 * 60;

function stageAtStripe() {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const world = { io: () => stage.io() };
  return { stripe, stage, world };
}

describe('ProcessPayment with a refund that Stripe does not finish at once', () => {
  async function refunding(refundStatus: string) {
    const { stripe, stage, world } = stageAtStripe();
    const payment_id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
    stripe.refundStatus = refundStatus;
    const refund = (headers: Record<string, string> = {}) =>
      rpcBy(processPayment, '/payment.v1.PaymentService/ProcessPayment')(
        world,
        { payment_id, action: 'refund' },
        headers,
      );
    /** The customer's bank decides, and the poller sees it. */
    const becomes = async (status: string) => {
      Object.assign(stripe.refunds[0] ?? {}, { status });
      stripe.refundStatus = 'succeeded';
      await stage.deliver();
      stage.world.clock.advance(3 * days * 60_000);
      await stage.poll();
    };
    return { stripe, refund, becomes };
  }

  it('says that it is on its way, and then that it is refunded', async () => {
    const { refund, becomes } = await refunding('pending');
    expect((await refund()).json).toMatchObject({ status: 'captured', message: 'The refund is on its way.' });
    expect((await refund()).json).toMatchObject({ status: 'captured', message: 'The refund is on its way.' });
    await becomes('succeeded');
    expect((await refund()).json).toMatchObject({ status: 'refunded', message: 'The payment is refunded.' });
  });

  it('tells another key that all of the money is on its way', async () => {
    const { refund } = await refunding('pending');
    await refund();
    expect((await refund({ 'Idempotency-Key': 'other' })).json).toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining('0.00 EUR remain to be refunded; 25.00 EUR are on their way'),
    });
  });

  it('says that it came back, refunds nothing more without a key, and all by a new key', async () => {
    const { stripe, refund, becomes } = await refunding('succeeded');
    await refund();
    await becomes('failed');
    const again = await refund();
    expect(again.json).toMatchObject({
      status: 'captured',
      message: 'The refund came back; send a new key to refund again.',
    });
    expect(stripe.refunds).toHaveLength(1);
    expect((await refund({ 'Idempotency-Key': 'new' })).json).toMatchObject({ status: 'refunded' });
    expect((await refund()).json).toMatchObject({ status: 'refunded', message: 'The payment is refunded.' });
    expect(stripe.refunds).toHaveLength(2);
  });
});
