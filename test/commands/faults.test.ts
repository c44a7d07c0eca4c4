import { describe, expect, it } from 'vitest';
import { answerLost, doneTwice, faultAt, notDone, pay, type Step, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { declines, fails, ScriptedProcessor } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const key = `pay:${wanted().id}`;
const processorDown = () => new ScriptedProcessor({ execute: [fails()] });

describe('an own write, done twice because its answer was lost, is recognised', () => {
  it.each<Step>(['begin', 'settle'])('%s', async (step) => {
    const world = new World();
    world.dynamo.intercept = faultAt(step, doneTwice);
    const processor = new ScriptedProcessor();
    const { payment, replayed } = await pay(world, processor);
    expect({ ...payment, replayed }).toMatchObject({ status: 'completed', replayed: false });
    expect(processor.asked()).toEqual(['execute']);
  });

  it('taking over', async () => {
    const world = new World();
    const processor = processorDown();
    await expect(pay(world, processor)).rejects.toThrow();
    world.dynamo.intercept = faultAt('take over', doneTwice);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' }, replayed: false });
    expect(processor.asked()).toEqual(['execute', 'observe', 'execute']);
  });

  it('beginning again', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [declines] });
    const ofOrder = wanted({ identity: 'order', fields: { ...fields, orderId: '1' } });
    await pay(world, processor, { wanted: ofOrder });
    world.dynamo.intercept = faultAt('begin again', doneTwice);
    await expect(pay(world, processor, { wanted: ofOrder })).resolves.toMatchObject({ replayed: false });
    expect(processor.executed()).toEqual([`${key}:0`, `${key}:1`]);
    expect(processor.asked()).toEqual(['execute', 'execute']);
  });
});

describe('a store that fails is 503, and the retry finds out what became of it', () => {
  it.each<[Step, string, typeof notDone, readonly string[]]>([
    ['begin', 'is not done', notDone, ['execute']],
    ['begin', 'is done, and nobody hears so', answerLost, ['observe', 'execute']],
    ['settle', 'is not done', notDone, ['execute', 'observe']],
    ['settle', 'is done, and nobody hears so', answerLost, ['execute']],
  ])('when %s %s', async (step, _how, fault, asked) => {
    const world = new World();
    const processor = new ScriptedProcessor();
    world.dynamo.intercept = faultAt(step, fault);
    await expect(pay(world, processor)).rejects.toThrow(refusal('store_unavailable', { retryAfterSeconds: 1 }));
    const { payment } = await pay(world, processor);
    expect(payment.status).toBe('completed');
    expect(processor.asked()).toEqual(asked);
    expect(processor.executed()).toEqual([`${key}:0`]);
  });

  it('and the retry need not wait: the lease was let go', async () => {
    const world = new World();
    world.dynamo.intercept = faultAt('settle', notDone);
    const processor = new ScriptedProcessor();
    await expect(pay(world, processor)).rejects.toThrow(refusal('store_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing', lease: { until: 0 } });
    await expect(pay(world, processor, { waitMs: 0 })).resolves.toMatchObject({ payment: { status: 'completed' } });
    expect(processor.asked()).toEqual(['execute', 'observe']);
  });
});

describe('a processor that does not answer', () => {
  it('keeps the payment, lets its lease go, and is asked again for the same intent', async () => {
    const world = new World();
    const processor = processorDown();
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing', lease: { until: 0 } });
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' }, replayed: false });
    expect(processor.calls.map(({ operation, intent }) => [operation, intent.id])).toEqual(
      ['execute', 'observe', 'execute'].map((operation) => [operation, `${key}:0`]),
    );
  });

  it.each([
    ['fails', notDone],
    ['is done, and nobody hears so', answerLost],
  ])('is what the caller hears of, also when letting go %s', async (_how, fault) => {
    const world = new World();
    world.dynamo.intercept = faultAt('release', fault);
    await expect(pay(world, processorDown())).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing' });
  });

  it('whose lease could not be let go is asked again once it ran out', async () => {
    const world = new World();
    const processor = processorDown();
    world.dynamo.intercept = faultAt('release', notDone);
    await expect(pay(world, processor)).rejects.toThrow();
    await expect(pay(world, processor, { waitMs: 0 })).rejects.toThrow(refusal('idempotency_key_in_use'));
    world.clock.advance(10_001);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' } });
  });
});
