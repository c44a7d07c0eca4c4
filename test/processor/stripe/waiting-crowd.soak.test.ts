import { describe, expect, it } from 'vitest';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

const debit = { payment_method: takesDays, method: 'WALLET' };

describe('a payment whose worker was killed, beside a thousand that wait', () => {
  /** The sweeper's work to finish it: requests to Stripe, and calls to the store. */
  async function work(waiting: number) {
    const stripe = new MemoryStripe();
    const stage = new StripeStage(stripe.call);
    for (let number = 0; number < waiting; number++) await stage.pay(`waiting-${number}`, debit);
    const call = () => new Promise<never>(() => undefined);
    stage.dies(stage.pay('crashed', { payment_method: pays }, stage.io({ call: oneThen(stripe.call, call) })));
    while (stage.payments().length <= waiting) await new Promise(setImmediate);
    stage.world.clock.advance(60_000);
    await stage.deliver();
    const { dynamo } = stage.world;
    const before = [stripe.requests.length, dynamo.sent.length, stage.projections.sent.length];
    await stage.sweep();
    const after = [stripe.requests.length, dynamo.sent.length, stage.projections.sent.length];
    const crashed = stage.payments().filter(({ status }) => status === 'completed');
    return { finished: crashed.length, work: after.map((count, at) => count - (before[at] ?? 0)) };
  }

  it('is finished by the next run of the sweeper, with the same work as if it were alone', async () => {
    const alone = await work(0);
    expect(alone.finished).toBe(1);
    expect(await work(1_000)).toEqual(alone);
  });
});

/** The first request is answered, and all others by `then`. */
function oneThen<Call extends (...args: never[]) => unknown>(first: Call, then: Call): Call {
  let isFirst = true;
  return ((...args) => {
    const ask = isFirst ? first : then;
    isFirst = false;
    return ask(...args);
  }) as Call;
}
