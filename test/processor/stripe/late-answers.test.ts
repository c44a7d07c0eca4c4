import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/runtime/io.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const hour = 3_600_000;

/** A stage whose requests to a path can be done, and their answers lost or held back. */
function stageAtStripe() {
  const stripe = new MemoryStripe();
  let answer: (path: string) => Promise<void> = async () => undefined;
  const call: Io['call'] = async (url, request) => {
    const answered = await stripe.call(url, request);
    await answer(`${request.method} ${new URL(url).pathname}`);
    return answered;
  };
  const onAnswer = (then: typeof answer) => {
    answer = then;
  };
  return { stripe, stage: new StripeStage(call), onAnswer };
}

describe('hyperswitch#2380: an answer that is lost is no failure', () => {
  it.each(['the client', 'the sweeper'])(
    'the payment stays PENDING until %s finds out that it was charged',
    async (who) => {
      const { stripe, stage, onAnswer } = stageAtStripe();
      onAnswer((path) => (path.endsWith('/confirm') ? Promise.reject(new Error('lost')) : Promise.resolve()));
      const first = await stage.pay('k', { payment_method: pays });
      expect(first).toMatchObject({ status: 503, json: { code: 'processor_unavailable' } });
      const id = String(stage.payments()[0]?.id);
      expect((await stage.get(id)).json).toMatchObject({ status: 'PENDING', settled_at: null });
      if (who === 'the sweeper') await stage.pass(1);
      expect(await stage.pay('k', { payment_method: pays })).toMatchObject({
        status: 201,
        json: { status: 'SUCCESS' },
      });
      expect((await stage.get(id)).json.status).toBe('SUCCESS');
      expect(stripe.charges(id)).toHaveLength(1);
    },
  );

  it('however often it is lost, nothing is decided and nothing charged twice', async () => {
    const { stripe, stage, onAnswer } = stageAtStripe();
    onAnswer(() => Promise.reject(new Error('lost')));
    expect((await stage.pay('k', { payment_method: pays })).status).toBe(503);
    onAnswer((path) => (path.endsWith('/payment_intents') ? Promise.resolve() : Promise.reject(new Error('lost'))));
    expect((await stage.pay('k', { payment_method: pays })).status).toBe(503);
    await stage.pass(10);
    const id = String(stage.payments()[0]?.id);
    expect(stage.stored(id)).toMatchObject({ status: 'processing' });
    onAnswer(async () => undefined);
    await stage.pass(1);
    expect((await stage.get(id)).json.status).toBe('SUCCESS');
    expect(stripe.charges(id)).toHaveLength(1);
  });
});

describe('adyen-shopware6#451: a failure that is told late', () => {
  /** A payment in a browser, whose first card was refused, an hour later: a poller is about to fence it. */
  async function refusedOnce() {
    const all = stageAtStripe();
    const { stripe, stage } = all;
    const id = String((await stage.pay('k', {})).json.payment_id);
    const error = { type: 'card_error', code: 'card_declined' };
    Object.assign(stripe.intents.get('pi_1') ?? {}, { last_payment_error: error });
    await stage.deliver();
    stage.world.clock.advance(hour + 60_000);
    return { ...all, id };
  }

  it('fails the payment only if its customer has not paid before the fence', async () => {
    const { stripe, stage, id } = await refusedOnce();
    await stage.poll();
    expect((await stage.get(id)).json).toMatchObject({ status: 'FAILED', failure_code: 'card_declined' });
    stripe.payInBrowser('pi_1');
    expect(stripe.charges(id)).toEqual([]);
  });

  it('is not believed if the customer paid with another card meanwhile', async () => {
    const { stripe, stage, onAnswer, id } = await refusedOnce();
    onAnswer(async (path) => {
      if (path.startsWith('GET')) stripe.payInBrowser('pi_1');
    });
    await stage.poll();
    expect((await stage.get(id)).json).toMatchObject({ status: 'SUCCESS', refundable_amount: 25 });
    expect(stripe.charges(id)).toHaveLength(1);
  });

  it('does not overwrite the success that another worker wrote first', async () => {
    const { stripe, stage, onAnswer, id } = await refusedOnce();
    const late = Promise.withResolvers<void>();
    const isAsked = Promise.withResolvers<void>();
    onAnswer(() => {
      isAsked.resolve();
      return late.promise;
    });
    const slow = stage.poll();
    await isAsked.promise;
    onAnswer(async () => undefined);
    stripe.payInBrowser('pi_1');
    await stage.poll();
    expect((await stage.get(id)).json.status).toBe('SUCCESS');
    late.resolve();
    await slow;
    expect((await stage.get(id)).json).toMatchObject({ status: 'SUCCESS', refundable_amount: 25 });
    expect(stripe.paths.filter((path) => path.endsWith('/cancel'))).toEqual([]);
  });
});
