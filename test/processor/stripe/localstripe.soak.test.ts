import { beforeAll, describe, expect, it } from 'vitest';
import { startFront } from '../../../emulators/stripe/front.ts';
import { httpCall } from '../../../src/runtime/http-call.ts';
import { chargeOf, describeProcessor, eur } from '../contract.ts';
import { losing } from '../losing.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { callLocalstripe, localstripe, OfficialLibrary } from './localstripe.ts';
import { stripeOn, unsendable } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

const pays = 'pm_card_visa';
const declines = 'pm_card_chargeCustomerFail';

if (localstripe === undefined) {
  it.skip('Stripe at localstripe: skipped, because it runs only by npm run stripe:judges', () => undefined);
} else {
  const address = localstripe;
  const stripe = callLocalstripe(address);
  const library = new OfficialLibrary(address);
  let asks: string;
  beforeAll(async () => {
    asks = await library.methodThatAsks();
  });

  describeProcessor('Stripe at localstripe', async () => {
    const { call, network } = losing(stripe);
    return {
      processor: stripeOn(call),
      tokens: { pays, declines, asks },
      books: ({ id }) => library.books(id),
      customer: ({ id }, does) => library.authenticate(id, does === 'authenticates'),
      refundByHand: ({ id }, minor) => library.refundByHand(id, minor),
      network,
      unsendable,
    };
  });

  describe('what the adapter made at localstripe, as the official library reads it', () => {
    const processor = stripeOn(stripe);

    it('is a payment of that amount, which leads back to ours', async () => {
      const charge = chargeOf({ token: pays, amount: eur(1_999n), metadata: { basket: 'b-7' } });
      const intent = await processor.open('k', charge);
      await expect(library.stripe.paymentIntents.retrieve(intent.id)).resolves.toMatchObject({
        status: 'requires_confirmation',
        metadata: { payment_id: charge.paymentId, generation: '0', payment_service: 'test', basket: 'b-7' },
      });
      await processor.execute(intent, charge);
      await expect(library.stripe.paymentIntents.retrieve(intent.id)).resolves.toMatchObject({
        amount: 1_999,
        currency: 'eur',
        status: 'succeeded',
      });
    });

    it('is a refund that leads back to ours', async () => {
      const charge = chargeOf({ token: pays });
      const intent = await processor.open('k', charge);
      await processor.execute(intent, charge);
      await processor.refund(intent, charge, { id: 'r-7', attempt: 0, amount: eur(525n) });
      const { data } = await library.stripe.refunds.list({ payment_intent: intent.id });
      expect(data).toEqual([
        expect.objectContaining({
          amount: 525,
          status: 'succeeded',
          metadata: { refund_id: 'r-7', payment_id: charge.paymentId, payment_service: 'test' },
        }),
      ]);
    });
  });

  it('answers at one address for both judges, so that npm start can be run on it', async () => {
    const front = await startFront(0, { localstripe: address, stripeMock: process.env.STRIPE_MOCK_URL });
    const { open, execute } = stripeOn(httpCall(), { url: front.url });
    const charge = chargeOf({ token: pays });
    const intent = await open('k', charge);
    await expect(execute(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_500n) });
    await expect(library.books(intent.id)).resolves.toEqual({ taken: 2_500n, returned: 0n });
    front.close();
  });
}
