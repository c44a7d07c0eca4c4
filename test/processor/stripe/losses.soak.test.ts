import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../../../src/processor/port.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { chargeOf } from '../contract.ts';
import { type Attempt, chargeUnderLosses, losses } from '../lossy.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { callLocalstripe, localstripe, OfficialLibrary } from './localstripe.ts';
import { stripeOn } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

const payments = 500;
const token = 'pm_card_visa';

/** Open, claim, execute. The claims are where a conditional write of the payment's item would be. */
function openClaimExecute(): Attempt {
  const claims = new Map<string, Intent>();
  return async (paymentId, { call, mayDie }) => {
    const { open, observe, execute } = stripeOn(call);
    const charge = chargeOf({ paymentId, token });
    if (!claims.has(paymentId)) {
      const opened = await open(`pay:${paymentId}:0:0`, charge);
      mayDie();
      // Lost the race: what is stored decides, and the intent that was opened is left alone.
      if (!claims.has(paymentId)) claims.set(paymentId, opened);
      mayDie();
    }
    const intent = claims.get(paymentId);
    if (intent === undefined) throw new Error('unreachable: it was just claimed');
    const found = await observe(intent, charge);
    const now = found.state === 'ready' ? await execute(intent, charge) : found;
    mayDie();
    return now.state === 'captured';
  };
}

/** One request that opens and confirms, with an idempotency key, as Stripe's documentation shows it. */
const oneCall: Attempt = async (paymentId, { call, mayDie }) => {
  const body = new URLSearchParams({
    amount: '2500',
    currency: 'eur',
    payment_method: token,
    'payment_method_types[0]': 'card',
    confirm: 'true',
    'metadata[payment_id]': paymentId,
  }).toString();
  const { status } = await call('https://api.stripe.com/v1/payment_intents', {
    method: 'POST',
    headers: {
      Authorization: 'Bearer sk_test_123',
      'Content-Type': 'application/x-www-form-urlencoded',
      'Idempotency-Key': `pay:${paymentId}`,
    },
    body,
    signal: new AbortController().signal,
  });
  mayDie();
  return status === 200;
};

/** localstripe's dialect knows no `confirm` in the request that opens, so it is sent as it is. */
const withConfirm =
  (call: Io['call'], address: string): Io['call'] =>
  async (url, request) => {
    if (!request.body?.includes('confirm=true')) return call(url, request);
    const { method = 'GET', headers, body = null } = request;
    return fetch(address + new URL(url).pathname, { method, headers, body });
  };

if (localstripe === undefined) {
  it.skip('payments at localstripe: skipped, because they run only by npm run stripe:judges', () => undefined);
} else {
  const address = localstripe;

  describe('payments at localstripe, which remembers no key', () => {
    const library = new OfficialLibrary(address);
    const call = withConfirm(callLocalstripe(address), address);
    beforeEach(() => library.empty());
    afterAll(() => library.empty());

    /**
     * How often each payment was charged, by localstripe's own books: an intent of localstripe's takes money once at most, so
     * those that did are counted.
     */
    async function chargesOf(seed: number): Promise<readonly number[]> {
      const intents = await library.stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      const took = intents.filter(({ status }) => status === 'succeeded');
      const charges = Map.groupBy(took, ({ metadata }) => metadata.payment_id);
      return Array.from({ length: payments }, (_, number) => charges.get(`payment-${seed}-${number}`)?.length ?? 0);
    }

    it('are each charged exactly once by open, claim and execute', async () => {
      const befell = await chargeUnderLosses(openClaimExecute(), call, { ...losses, payments, seed: 1 });
      const charges = await chargesOf(1);
      console.log('open, claim, execute:', { ...befell, chargedOnce: charges.filter((times) => times === 1).length });
      expect(befell.undecided).toEqual([]);
      expect(befell.requests).toBeGreaterThan(200);
      expect(befell.answers).toBeGreaterThan(200);
      expect(befell.deaths).toBeGreaterThan(100);
      expect(charges.filter((times) => times !== 1)).toEqual([]);
    });

    it('are charged twice by one call with a key, so the count can go wrong', async () => {
      const befell = await chargeUnderLosses(oneCall, call, { ...losses, payments, seed: 2 });
      const charges = await chargesOf(2);
      const twice = charges.filter((times) => times > 1);
      console.log('one call with a key:', { ...befell, chargedMoreThanOnce: twice.length });
      expect(befell.undecided).toEqual([]);
      expect(twice.length).toBeGreaterThan(50);
    });
  });
}
