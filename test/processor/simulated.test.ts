import { describe, expect, it } from 'vitest';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { payment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { World } from '../support/world.ts';

const first = { resumed: false };
const by = (paymentMethod: string | undefined) => payment({ paymentMethod });

describe('the simulated processor', () => {
  it('charges once per key: a repeated key gets the same reference, another one another', async () => {
    const { charge } = simulatedProcessor(new World().io(), true);
    const outcomes = await Promise.all(['a', 'a', 'b'].map((key) => charge(key, by(undefined), first)));
    expect(outcomes[0]).toEqual({ status: 'completed', reference: expect.stringMatching(/^PAY-[0-9A-F]{20}$/) });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).not.toEqual(outcomes[0]);
  });

  it.each([
    ['pm_declined', 'card_declined'],
    ['pm_insufficient_funds', 'insufficient_funds'],
    ['pm_expired_card', 'expired_card'],
  ])('declines %s as %s, also when it is asked again', async (token, failureCode) => {
    const { charge } = simulatedProcessor(new World().io(), true);
    await expect(charge('a', by(token), first)).resolves.toEqual({ status: 'failed', failureCode });
    await expect(charge('a', by(token), { resumed: true })).resolves.toEqual({ status: 'failed', failureCode });
  });

  it.each(['constructor', 'toString', '__proto__'])('charges %s, which means nothing to it', async (token) => {
    const { charge } = simulatedProcessor(new World().io(), true);
    await expect(charge('a', by(token), first)).resolves.toMatchObject({ status: 'completed' });
  });

  it('takes three seconds for pm_slow', async () => {
    const world = new World();
    const begun = world.clock.now();
    await simulatedProcessor(world.io(), true).charge('a', by('pm_slow'), first);
    expect(world.clock.now() - begun).toBe(3_000);
  });

  it('loses its answer to pm_answer_lost, and finds the charge when it is asked again', async () => {
    const { charge } = simulatedProcessor(new World().io(), true);
    await expect(charge('a', by('pm_answer_lost'), first)).rejects.toThrow(
      refusal('processor_unavailable', { retryAfterSeconds: 1 }),
    );
    await expect(charge('a', by('pm_answer_lost'), { resumed: true })).resolves.toMatchObject({ status: 'completed' });
  });

  it.each(['pm_declined', 'pm_slow', 'pm_answer_lost', 'pm_insufficient_funds', 'pm_expired_card'])(
    'knows no %s where triggers are off',
    async (token) => {
      const world = new World();
      const begun = world.clock.now();
      const { charge } = simulatedProcessor(world.io(), false);
      await expect(charge('a', by(token), first)).resolves.toMatchObject({ status: 'completed' });
      expect(world.clock.now()).toBe(begun);
    },
  );
});
