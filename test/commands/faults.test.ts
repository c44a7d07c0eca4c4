import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/refusal.ts';
import { answerLost, doneTwice, faultAt, notDone, pay, type Step, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { completed, declined, ScriptedProcessor } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const key = `pay:${wanted().id}`;
const hours = 3_600_000;
const processorDown = () => {
  throw new Refusal('processor_unavailable', 'no answer', { retryAfterSeconds: 1 });
};

describe('an own write, done twice because its answer was lost, is recognised', () => {
  it.each<Step>(['begin', 'settle'])('%s', async (step) => {
    const world = new World();
    world.dynamo.intercept = faultAt(step, doneTwice);
    const processor = new ScriptedProcessor();
    const { payment, replayed } = await pay(world, processor);
    expect({ ...payment, replayed }).toMatchObject({ status: 'completed', replayed: false });
    expect(processor.charges).toMatchObject([{ hint: { resumed: false } }]);
  });

  it('taking over', async () => {
    const world = new World();
    const processor = new ScriptedProcessor(processorDown);
    await expect(pay(world, processor)).rejects.toThrow();
    world.dynamo.intercept = faultAt('take over', doneTwice);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' }, replayed: false });
    expect(processor.charges.map(({ hint }) => hint.resumed)).toEqual([false, true]);
  });

  it('beginning again', async () => {
    const world = new World();
    const processor = new ScriptedProcessor(() => declined);
    const ofOrder = wanted({ identity: 'order', fields: { ...fields, orderId: '1' } });
    await pay(world, processor, { wanted: ofOrder });
    world.dynamo.intercept = faultAt('begin again', doneTwice);
    await expect(pay(world, processor, { wanted: ofOrder })).resolves.toMatchObject({ replayed: false });
    expect(processor.keys()).toEqual([`${key}:0`, `${key}:1`]);
    expect(processor.charges[1]?.hint).toEqual({ resumed: false });
  });
});

describe('a store that fails is 503, and the retry finds out what became of it', () => {
  it.each<[Step, string, typeof notDone, readonly string[]]>([
    ['begin', 'is not done', notDone, [`${key}:0`]],
    ['begin', 'is done, and nobody hears so', answerLost, [`${key}:0`]],
    ['settle', 'is not done', notDone, [`${key}:0`, `${key}:0`]],
    ['settle', 'is done, and nobody hears so', answerLost, [`${key}:0`]],
  ])('when %s %s', async (step, _how, fault, keys) => {
    const world = new World();
    const processor = new ScriptedProcessor();
    world.dynamo.intercept = faultAt(step, fault);
    await expect(pay(world, processor)).rejects.toThrow(refusal('store_unavailable', { retryAfterSeconds: 1 }));
    const { payment } = await pay(world, processor);
    expect(payment.status).toBe('completed');
    expect(processor.keys()).toEqual(keys);
  });

  it('and the retry need not wait: the lease was let go', async () => {
    const world = new World();
    world.dynamo.intercept = faultAt('settle', notDone);
    const processor = new ScriptedProcessor();
    await expect(pay(world, processor)).rejects.toThrow(refusal('store_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing', lease: { until: 0 } });
    await expect(pay(world, processor, { waitMs: 0 })).resolves.toMatchObject({ payment: { status: 'completed' } });
    expect(processor.charges.map(({ hint }) => hint.resumed)).toEqual([false, true]);
  });
});

describe('a processor that does not answer', () => {
  it('keeps the payment, lets its lease go, and is asked again by the same key', async () => {
    const world = new World();
    const processor = new ScriptedProcessor(processorDown);
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing', lease: { until: 0 } });
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' }, replayed: false });
    expect(processor.charges.map((charge) => [charge.key, charge.hint.resumed])).toEqual([
      [`${key}:0`, false],
      [`${key}:0`, true],
    ]);
  });

  it.each([
    ['fails', notDone],
    ['is done, and nobody hears so', answerLost],
  ])('is what the caller hears of, also when letting go %s', async (_how, fault) => {
    const world = new World();
    world.dynamo.intercept = faultAt('release', fault);
    await expect(pay(world, new ScriptedProcessor(processorDown))).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing' });
  });

  it('whose lease could not be let go is asked again once it ran out', async () => {
    const world = new World();
    const processor = new ScriptedProcessor(processorDown);
    world.dynamo.intercept = faultAt('release', notDone);
    await expect(pay(world, processor)).rejects.toThrow();
    await expect(pay(world, processor, { waitMs: 0 })).rejects.toThrow(refusal('idempotency_key_in_use'));
    world.clock.advance(10_001);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' } });
  });
});

describe('after a day, a processor may have forgotten the key', () => {
  const leftBehind = async () => {
    const world = new World();
    const processor = new ScriptedProcessor(processorDown);
    await expect(pay(world, processor)).rejects.toThrow();
    return { world, processor };
  };

  it.each([
    ['so it is asked for the charge, and not charged again', 20 * hours + 1, completed('PAY-found'), 1, 1],
    ['so it is asked, and charged only if it never was', 20 * hours + 1, undefined, 1, 2],
    ['but within twenty hours it is simply charged by its key', 20 * hours, completed('PAY-found'), 0, 2],
  ])('%s', async (_what, later, found, searches, charges) => {
    const { world, processor } = await leftBehind();
    processor.found = found;
    world.clock.advance(later);
    const { payment } = await pay(world, processor);
    expect(payment.outcome).toEqual(searches === 1 && found ? found : completed());
    expect(processor.searches).toEqual(Array.from({ length: searches }, () => `${key}:0`));
    expect(processor.charges).toHaveLength(charges);
  });
});
