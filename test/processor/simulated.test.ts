import { describe, expect, it } from 'vitest';
import { chargeOf } from '../../src/commands/charge-of.ts';
import { type Intent, ProcessorTrouble } from '../../src/processor/port.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { simulatedIntent } from '../../src/processor/simulated-intent.ts';
import { payment } from '../support/payments.ts';
import { World } from '../support/world.ts';

const by = (paymentMethod: string | undefined, but: Parameters<typeof payment>[0] = {}) =>
  chargeOf(payment({ paymentMethod, ...but }));
const intentOf = (id: string): Intent => ({ processor: 'simulated', account: '', id });
const processor = (triggers = true) => simulatedProcessor(new World().io(), triggers);
const unknown = expect.objectContaining({ name: ProcessorTrouble.name, trouble: 'unknown' });
const refundOf = (id: string) => ({ id, attempt: 0, amount: payment().amount });

describe('the simulated processor', () => {
  it('charges once per intent: a repeated one gets the same reference, another one another', async () => {
    const { execute } = processor();
    const seen = await Promise.all(['a', 'a', 'b'].map((id) => execute(intentOf(id), by(undefined))));
    expect(seen[0]).toEqual({
      state: 'captured',
      captured: payment().amount,
      reference: expect.stringMatching(/^PAY-[0-9A-F]{20}$/),
      fee: undefined,
    });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).not.toEqual(seen[0]);
  });

  it('opens the same intent for every attempt, and another for an order that is tried again', async () => {
    const { open } = processor();
    const [first, again, next] = [by(undefined), by('pm_1'), by(undefined, { generation: 1 })];
    expect(await open('any key', first)).toEqual(simulatedIntent(first));
    expect(await open('another key', again)).toEqual(simulatedIntent(first));
    expect(await open('any key', next)).not.toEqual(simulatedIntent(first));
  });

  it('reserves what is captured later, and captures as much of it as it is told', async () => {
    const { execute, capture } = processor();
    const later = by(undefined, { captureLater: true });
    await expect(execute(intentOf('a'), later)).resolves.toMatchObject({
      state: 'authorized',
      capturable: later.amount,
    });
    const half = { ...later.amount, minor: 500n };
    await expect(capture(intentOf('a'), later, half)).resolves.toMatchObject({ state: 'captured', captured: half });
  });

  it.each([
    ['pm_declined', 'card_declined'],
    ['pm_insufficient_funds', 'insufficient_funds'],
    ['pm_expired_card', 'expired_card'],
  ])('declines %s as %s, also when it is observed', async (token, code) => {
    const { execute, observe } = processor();
    await expect(execute(intentOf('a'), by(token))).resolves.toEqual({ state: 'dead', code, raw: code });
    await expect(observe(intentOf('a'), by(token))).resolves.toEqual({ state: 'dead', code, raw: code });
  });

  it.each(['constructor', 'toString', '__proto__'])('charges %s, which means nothing to it', async (token) => {
    await expect(processor().execute(intentOf('a'), by(token))).resolves.toMatchObject({ state: 'captured' });
  });

  it('takes three seconds for pm_slow', async () => {
    const world = new World();
    const begun = world.clock.now();
    await simulatedProcessor(world.io(), true).execute(intentOf('a'), by('pm_slow'));
    expect(world.clock.now() - begun).toBe(3_000);
  });

  it('loses its answer to pm_answer_lost, and has charged when it is observed', async () => {
    const { execute, observe } = processor();
    await expect(execute(intentOf('a'), by('pm_answer_lost'))).rejects.toThrow(unknown);
    await expect(observe(intentOf('a'), by('pm_answer_lost'))).resolves.toMatchObject({ state: 'captured' });
  });

  it('gives money back once per refund, unless it declines that or loses the answer', async () => {
    const { refund, observeRefund } = processor();
    const returned = { state: 'returned', reference: expect.stringMatching(/^PAY-/) };
    await expect(refund(intentOf('a'), by(undefined), refundOf('r1'))).resolves.toEqual(returned);
    await expect(refund(intentOf('a'), by('pm_refund_declined'), refundOf('r1'))).resolves.toMatchObject({
      state: 'failed',
    });
    await expect(refund(intentOf('a'), by('pm_refund_answer_lost'), refundOf('r1'))).rejects.toThrow(unknown);
    await expect(observeRefund(intentOf('a'), by('pm_refund_answer_lost'), refundOf('r1'))).resolves.toEqual(returned);
  });

  it.each(['pm_declined', 'pm_slow', 'pm_answer_lost', 'pm_insufficient_funds', 'pm_expired_card'])(
    'knows no %s where triggers are off',
    async (token) => {
      const world = new World();
      const begun = world.clock.now();
      const { execute } = simulatedProcessor(world.io(), false);
      await expect(execute(intentOf('a'), by(token))).resolves.toMatchObject({ state: 'captured' });
      expect(world.clock.now()).toBe(begun);
    },
  );
});
