import { it } from 'vitest';
import { describeAuthentication } from './authentication.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { callLocalstripe, localstripe, OfficialLibrary } from './localstripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

if (localstripe === undefined) {
  it.skip('3-D Secure at localstripe: skipped, because it runs only by npm run stripe:judges', () => undefined);
} else {
  const address = localstripe;
  const library = new OfficialLibrary(address);

  describeAuthentication('Stripe at localstripe', async () => ({
    stage: new StripeStage(callLocalstripe(address)),
    asks: await library.methodThatAsks(),
    authenticate: (id, succeeds) => library.authenticate(id, succeeds),
    taken: async (id) => (await library.books(id)).taken,
  }));
}
