import { describeProcessor } from '../contract.ts';
import { losing } from '../losing.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { asks, declines, MemoryStripe, pays } from './memory-stripe.ts';
import { stripeOn, unsendable } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

describeProcessor('Stripe, as documented', async () => {
  const stripe = new MemoryStripe();
  const { call, network } = losing(stripe.call);
  return {
    processor: stripeOn(call),
    tokens: { pays, declines, asks },
    books: async ({ id }) => stripe.books(id),
    customer: async ({ id }, does) => stripe.authenticate(id, does === 'authenticates'),
    refundByHand: async ({ id }, minor) => stripe.refundByHand(id, Number(minor)).id,
    network,
    unsendable,
  };
});
