import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/runtime/io.ts';
import { type Attempt, chargeUnderLosses, losses } from '../lossy.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { callLocalstripe, localstripe, OfficialLibrary } from './localstripe.ts';
import { StripeStage } from './stripe-stage.ts';
import { workersOf } from './workers.ts';

acceptOnlyWhatStripeMockAccepts();

const payments = 500;
const token = 'pm_card_visa';

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

/** A replay asks no processor. */
const noCall: Io['call'] = () => Promise.reject(new Error('the processor was asked'));

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
    async function chargesOf(paymentIds: readonly string[]): Promise<readonly number[]> {
      const intents = await library.stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      const took = intents.filter(({ status }) => status === 'succeeded');
      const charges = Map.groupBy(took, ({ metadata }) => metadata.payment_id);
      expect(took.every(({ metadata }) => paymentIds.includes(String(metadata.payment_id)))).toBe(true);
      return paymentIds.map((id) => charges.get(id)?.length ?? 0);
    }

    it('are each charged exactly once by the handlers and the sweeper', async () => {
      const stage = new StripeStage(call);
      const befell = await chargeUnderLosses(workersOf(stage, { payment_method: token }), call, {
        ...losses,
        payments,
        seed: 1,
      });
      const replays = Array.from({ length: payments }, (_, number) =>
        stage.pay(`payment-1-${number}`, { payment_method: token }, stage.io({ call: noCall })),
      );
      const stored = stage.payments();
      const charges = await chargesOf(stored.map(({ id }) => String(id)));
      const executed = stored.map(({ id }) => stage.intentOf(String(id)));
      const took = await Promise.all(executed.map((id) => library.stripe.paymentIntents.retrieve(id)));
      console.log('the handlers:', { ...befell, chargedOnce: charges.filter((times) => times === 1).length });
      expect(befell.undecided).toEqual([]);
      expect(befell.requests).toBeGreaterThan(200);
      expect(befell.answers).toBeGreaterThan(200);
      expect(befell.deaths).toBeGreaterThan(200);
      expect(stored).toHaveLength(payments);
      expect(stored.filter(({ status }) => status !== 'completed')).toEqual([]);
      expect(charges.filter((times) => times !== 1)).toEqual([]);
      expect(took.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      for (const { status, json } of await Promise.all(replays))
        expect([status, json.status]).toEqual([201, 'SUCCESS']);
    });

    it('are charged twice by one call with a key, so the count can go wrong', async () => {
      const befell = await chargeUnderLosses(oneCall, call, { ...losses, payments, seed: 2 });
      const charges = await chargesOf(Array.from({ length: payments }, (_, number) => `payment-2-${number}`));
      const twice = charges.filter((times) => times > 1);
      console.log('one call with a key:', { ...befell, chargedMoreThanOnce: twice.length });
      expect(befell.undecided).toEqual([]);
      expect(twice.length).toBeGreaterThan(50);
    });
  });
}
