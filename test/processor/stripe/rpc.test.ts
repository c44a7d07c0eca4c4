import { describe, expect, it } from 'vitest';
import { handler as createCustomerPayment } from '../../../functions/customers/customers-create-payment.ts';
import { handler as processPayment } from '../../../functions/customers/customers-process-payment.ts';
import { handler as createClientSecret } from '../../../functions/payments/create-client-secret.ts';
import { handler as getServicePayment } from '../../../functions/services/services-get-payment.ts';
import { handler as requestServicePayment } from '../../../functions/services/services-request-payment.ts';
import { rpcBy } from '../../support/rpc.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { asks, MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const days = 24 * 60;

function stageAtStripe({ confirms = (): boolean => true } = {}) {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(async (address, request) => {
    if (address.endsWith('/confirm') && !confirms()) throw new Error('no connection');
    return stripe.call(address, request);
  });
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

const createPayment = rpcBy(createCustomerPayment, '/payment.v1.PaymentService/CreatePayment');
const requestPayment = rpcBy(requestServicePayment, '/payments.v1.PaymentService/RequestPayment');
const getPayment = rpcBy(getServicePayment, '/payments.v1.PaymentService/GetPayment');

describe('a payment by RPC whose customer would have to act', () => {
  const key = { 'Idempotency-Key': 'k' };
  const card = { amount: '25.00', currency: 'EUR', customer_id: 'c1', payment_method: asks };
  const sameByRest = { customer_id: 'c1', payment_method: asks, capture: false };

  it('is declined at once if it has a token: CreatePayment has no word for the need of its customer', async () => {
    const { stripe, world } = stageAtStripe();
    const { json } = await createPayment(world, card, key);
    expect(json).toMatchObject({ status: 'failed', failure_code: 'authentication_required' });
    expect(stripe.intents.get('pi_1')?.status).toBe('canceled');
  });

  it('waits if REST has begun it, or an earlier release, which let the customer be asked', async () => {
    const { stage, world } = stageAtStripe();
    const rest = await stage.pay('k', sameByRest);
    expect(rest.json).toMatchObject({ status: 'PENDING', next_action: { type: 'in_app' } });
    const { json, headers } = await createPayment(world, card, key);
    expect(json).toMatchObject({ payment_id: rest.json.payment_id, status: 'processing', failure_code: '' });
    expect(headers['Idempotent-Replayed']).toBe('true');
  });

  it('waits as well if the RPC takes over what they left undecided', async () => {
    let isConnected = false;
    const { stripe, stage, world } = stageAtStripe({ confirms: () => isConnected });
    expect((await stage.pay('k', sameByRest)).status).toBe(503);
    isConnected = true;
    stage.world.clock.advance(60_000);
    expect((await createPayment(world, card, key)).json).toMatchObject({ status: 'processing' });
    expect([...stripe.intents.values()].map(({ status }) => status)).toEqual(['requires_action']);
  });

  it('waits for its customer if it has no token, and its client secret lets a browser pay it', async () => {
    const { stripe, stage, world } = stageAtStripe();
    const wanted = { amount_minor: '2500', currency: 'EUR', order_id: 'o1', idempotency_key: 'order-o1' };
    const first = await requestPayment(world, wanted);
    expect(first.json).toMatchObject({ status: 'PENDING', message: 'The payment is being processed.' });
    const { payment_id } = first.json;
    const secret = await stage.send(createClientSecret, `POST /v1/payments/${payment_id}/client-secret`);
    expect(secret).toMatchObject({ status: 200, json: { client_secret: expect.any(String) } });
    stripe.payInBrowser('pi_1');
    await stage.pass(2);
    expect((await getPayment(world, { payment_id })).json).toMatchObject({ status: 'SUCCEEDED' });
    expect((await requestPayment(world, wanted)).body).toBe(first.body);
  });
});
