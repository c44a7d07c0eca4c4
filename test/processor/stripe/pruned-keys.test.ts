import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/runtime/io.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const hour = 3_600_000;
const payment = { payment_method: pays };

/** A stage at a Stripe in memory, whose network loses the answer to the next request to a path. */
function stageThatLoses() {
  const stripe = new MemoryStripe();
  let lost: RegExp | undefined;
  const stage = new StripeStage(async (url, request) => {
    const answer = await stripe.call(url, request);
    if (request.method !== 'POST' || !lost?.test(url)) return answer;
    lost = undefined;
    throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  });
  const lose = (path: RegExp) => {
    lost = path;
  };
  const aDayLater = () => {
    stage.world.clock.advance(25 * hour);
    stripe.forgetKeys();
  };
  return { stripe, stage, lose, aDayLater };
}

/** A payment of 25.00 that completed. */
async function paid() {
  const all = stageThatLoses();
  const { json } = await all.stage.pay('paid', payment);
  return { ...all, id: String(json.payment_id) };
}

const asked = { status: 503, json: { code: 'processor_unavailable' } };
const done = { status: 201, json: { status: 'SUCCESS' } };

describe('WooCommerce#2339: a payment that is sent again when Stripe has forgotten its keys', () => {
  it.each([
    ['its intent was opened', /payment_intents$/],
    ['it was charged', /confirm$/],
  ])('is charged once if nobody heard that %s', async (_what, path) => {
    const { stripe, stage, lose, aDayLater } = stageThatLoses();
    // A worker that was killed there: it never hears the answer, and so tries nothing more.
    lose(path);
    const call: Io['call'] = (url, request) =>
      stage
        .io()
        .call(url, request)
        .catch(() => new Promise(() => undefined));
    stage.dies(stage.pay('k', payment, stage.io({ call })));
    while (stripe.requests.length < (path.test('confirm') ? 2 : 1)) await new Promise(setImmediate);
    aDayLater();
    const { status, json } = await stage.pay('k', payment);
    expect({ status, json }).toMatchObject(done);
    expect(stripe.charges(json.payment_id)).toHaveLength(1);
  });

  it('is charged once by the sweeper, if its client never comes back', async () => {
    const { stripe, stage, lose, aDayLater } = stageThatLoses();
    lose(/confirm$/);
    expect(await stage.pay('k', payment)).toMatchObject(asked);
    aDayLater();
    await stage.sweep();
    const [stored] = stage.payments();
    expect(stored).toMatchObject({ status: 'completed' });
    expect(stripe.charges(String(stored?.id))).toHaveLength(1);
  });
});

describe('a 500 that Stripe stored for a key', () => {
  it.each(['carried out', 'not carried out'] as const)(
    'of a payment: it is opened under another key, and charged once, if the request was %s',
    async (was) => {
      const { stripe, stage } = stageThatLoses();
      stripe.answerWith500(was);
      const { status, json } = await stage.pay('k', payment);
      expect({ status, json }).toMatchObject(done);
      expect(stripe.charges(json.payment_id)).toHaveLength(1);
      expect(stripe.intents.size).toBe(was === 'carried out' ? 2 : 1);
    },
  );

  it('of a refund that was carried out: it is found, and sent once', async () => {
    const { stripe, stage, id } = await paid();
    stripe.answerWith500();
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject(asked);
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(stripe.refunds).toHaveLength(1);
  });

  it('of a refund that was not: it waits until the key cannot be on its way, and is sent once under the next', async () => {
    const { stripe, stage, id } = await paid();
    stripe.answerWith500('not carried out');
    for (const _time of [1, 2]) expect(await stage.refund(id, 'r', '5.00')).toMatchObject(asked);
    stage.world.clock.advance(20.5 * hour);
    stripe.requests.length = 0;
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject(asked);
    expect(stripe.requests.map(({ method }) => method)).toEqual(['GET']);
    stage.world.clock.advance(hour);
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(stripe.refunds).toHaveLength(1);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });
});

describe('a refund that is sent again when Stripe has forgotten its keys', () => {
  it.each(['client', 'sweeper'])('is sent once, and nothing of it is lost: by the %s', async (who) => {
    const { stripe, stage, id, lose, aDayLater } = await paid();
    lose(/refunds$/);
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject(asked);
    aDayLater();
    if (who === 'sweeper') await stage.sweep();
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(stripe.refunds).toHaveLength(1);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 5, refundable_amount: 20 });
  });
});
