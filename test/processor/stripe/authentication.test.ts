import { describeAuthentication } from './authentication.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { asks, MemoryStripe } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

describeAuthentication('Stripe, as documented', async () => {
  const stripe = new MemoryStripe();
  return {
    stage: new StripeStage(stripe.call),
    asks,
    authenticate: async (id, succeeds) => stripe.authenticate(id, succeeds),
    taken: async (id) => stripe.books(id).taken,
  };
});
