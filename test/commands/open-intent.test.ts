import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Intent } from '../../src/processor/port.ts';
import { pay, stepOf, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { declines, fails, neverAnswers, ScriptedProcessor, type Step, takes } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const ofOrder = (fingerprint = 'fields') =>
  wanted({ identity: 'order', fingerprint, fields: { ...fields, orderId: '1' } });
const keysOf = (processor: ScriptedProcessor) => processor.of('open').map(({ key = '' }) => key);
const prefix = `pay:${wanted().id}`;

describe('a processor that has to be asked for an intent', () => {
  it('is asked once the service has looked for the payment, and before the payment is claimed', async () => {
    const world = new World();
    const order: string[] = [];
    world.dynamo.intercept = (operation, apply) => {
      order.push(stepOf(operation));
      return apply();
    };
    const opens: Step<Intent> = ({ intent }) => {
      order.push('open');
      return intent;
    };
    const processor = ScriptedProcessor.remote({ open: [opens] });
    await pay(world, processor);
    expect(order).toEqual(['read', 'open', 'begin', 'settle']);
    expect(stored(world)).toMatchObject({ intent: { processor: 'scripted', account: '', id: 'pi_1' } });
    expect(processor.executed()).toEqual(['pi_1']);
  });

  it.each([
    ['completed', takes()],
    ['was declined', declines],
  ])('is not asked by a repeated request after the payment %s', async (_what, step) => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [step] });
    const first = await pay(world, processor);
    const asked = processor.asked();
    world.dynamo.sent.length = 0;
    await expect(pay(world, processor)).resolves.toEqual({ payment: first.payment, replayed: true });
    expect([processor.asked(), world.dynamo.calls()]).toEqual([asked, ['Get']]);
  });

  it('is not asked by a repeated request with other fields: it is refused', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote();
    await pay(world, processor);
    const other = wanted({ fingerprint: 'other', fields: { ...fields, method: 'cash' } });
    await expect(pay(world, processor, { wanted: other })).rejects.toThrow(refusal('idempotency_key_reused'));
    expect(keysOf(processor)).toHaveLength(1);
  });

  it('is not asked for another intent by who takes over: the claimed one is observed', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [neverAnswers] });
    void pay(world, processor);
    await world.clock.sleep(1);
    world.clock.advance(10_001);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' } });
    expect(processor.asked()).toEqual(['open', 'execute', 'observe', 'execute']);
    expect(new Set(processor.executed())).toEqual(new Set(['pi_1']));
  });

  it('is asked at once for a payment whose id is random: there is nothing to look for', async () => {
    const world = new World();
    await pay(world, ScriptedProcessor.remote(), { wanted: wanted({ fields: { ...fields, keyless: true } }) });
    expect(world.dynamo.calls()).toEqual(['Put', 'Update']);
  });
});

describe('two requests that open at once', () => {
  const opening =
    (world: World, id?: string): Step<Intent> =>
    async ({ intent }) => {
      await world.clock.sleep(300);
      return id === undefined ? intent : { ...intent, id };
    };

  it('use one key, and the intent of both is executed once', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [opening(world), opening(world)] });
    const both = await Promise.all([pay(world, processor), pay(world, processor)]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(new Set(keysOf(processor)).size).toBe(1);
    expect(processor.executed()).toEqual(['pi_1']);
  });

  it('at a processor that forgets keys have two intents, and only the claimed one is executed', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [opening(world, 'pi_one'), opening(world, 'pi_other')] });
    const both = await Promise.all([pay(world, processor), pay(world, processor)]);
    expect(both[0].payment).toEqual(both[1].payment);
    expect(processor.executed()).toEqual(['pi_one']);
    expect(stored(world)).toMatchObject({ intent: { id: 'pi_one' } });
    expect(processor.of('fence')).toEqual([]);
  });

  it('and of which the second is refused while the first is opening: it waits for what the first stores', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [opening(world), fails('limited')] });
    const both = await Promise.all([pay(world, processor), pay(world, processor)]);
    expect(both.map(({ replayed }) => replayed)).toEqual([false, true]);
    expect(both[0].payment).toEqual(both[1].payment);
    expect([processor.of('open').length, processor.executed()]).toEqual([2, ['pi_1']]);
  });

  const refusesAfter =
    (world: World, ms: number): Step<Intent> =>
    async () => {
      await world.clock.sleep(ms);
      throw new Refusal('field_invalid', 'the processor does not take a used card');
    };

  it.each([
    ['a payment', wanted()],
    ['an order', ofOrder()],
  ])(
    'for %s, of which the second is refused once the first has paid: it has the answer of the first',
    async (_what, wanted) => {
      const world = new World();
      const processor = ScriptedProcessor.remote({ open: [opening(world), refusesAfter(world, 2_000)] });
      const both = await Promise.all([pay(world, processor, { wanted }), pay(world, processor, { wanted })]);
      expect(both.map(({ payment, replayed }) => [payment.status, replayed])).toEqual([
        ['completed', false],
        ['completed', true],
      ]);
      expect([processor.of('open').length, processor.executed()]).toEqual([2, ['pi_1']]);
    },
  );

  it('of which the second is refused, and nobody has paid: nothing is stored', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [refusesAfter(world, 0)] });
    await expect(pay(world, processor)).rejects.toThrow(refusal('field_invalid'));
    expect(stored(world)).toBeUndefined();
  });

  it('for an order that failed, and whose other card is refused: the failure of the first is no answer', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [declines] });
    await pay(world, processor, { wanted: ofOrder() });
    processor.script.open.push(refusesAfter(world, 0));
    await expect(pay(world, processor, { wanted: ofOrder('dearer') })).rejects.toThrow(refusal('field_invalid'));
    expect(stored(world)).toMatchObject({ generation: 0, status: 'failed' });
  });

  it('for an order that failed, of which the second is refused while the first is opening: it waits, too', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [declines] });
    await pay(world, processor, { wanted: ofOrder() });
    processor.script.open.push(opening(world, 'pi_one'), fails('limited'));
    const both = await Promise.all([
      pay(world, processor, { wanted: ofOrder('dearer') }),
      pay(world, processor, { wanted: ofOrder('dearer') }),
    ]);
    expect(both.map(({ payment }) => [payment.generation, payment.status])).toEqual([
      [1, 'completed'],
      [1, 'completed'],
    ]);
    expect(processor.executed()).toEqual(['pi_1', 'pi_one']);
  });

  it('for an order that failed: the one that lost uses no intent of another generation', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [declines] });
    await pay(world, processor, { wanted: ofOrder() });
    processor.script.open.push(opening(world, 'pi_one'), opening(world, 'pi_other'));
    const both = await Promise.all([
      pay(world, processor, { wanted: ofOrder('dearer') }),
      pay(world, processor, { wanted: ofOrder('dearer') }),
    ]);
    expect(both.map(({ payment }) => payment.generation)).toEqual([1, 1]);
    expect(processor.executed()).toEqual(['pi_1', 'pi_one']);
  });
});

describe('the key by which an intent is opened', () => {
  it('is the same for the same request, and another for other parameters of a lawful retry', async () => {
    const bodies = [fields, fields, { ...fields, metadata: { note: 'b' } }, { ...fields, paymentMethod: 'pm_2' }];
    const keys = await Promise.all(
      bodies.map(async (body) => {
        const processor = ScriptedProcessor.remote();
        await pay(new World(), processor, { wanted: wanted({ fields: body }) });
        return keysOf(processor)[0];
      }),
    );
    expect(keys[0]).toMatch(new RegExp(`^${prefix}:0:[\\w-]{43}$`));
    expect([keys[1], new Set(keys).size]).toEqual([keys[0], 3]);
  });

  it('names the generation, so that an order is never tried again with the intent that failed', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [declines] });
    for (const _time of [1, 2]) await pay(world, processor, { wanted: ofOrder() });
    expect(keysOf(processor).map((key) => key.slice(0, prefix.length + 3))).toEqual([`${prefix}:0:`, `${prefix}:1:`]);
    expect(processor.executed()).toEqual(['pi_1', 'pi_2']);
  });
});

describe('an intent that cannot be opened', () => {
  it.each(['limited', 'not_sent', 'misconfigured'] as const)(
    'because of %s is 503: nothing is stored, and the key stays free',
    async (trouble) => {
      const world = new World();
      const processor = ScriptedProcessor.remote({ open: [fails(trouble)] });
      await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable', { retryAfterSeconds: 1 }));
      expect([processor.asked(), world.dynamo.contents()]).toEqual([['open'], []]);
      const other = wanted({ fingerprint: 'other' });
      await expect(pay(world, processor, { wanted: other })).resolves.toMatchObject({ replayed: false });
    },
  );

  it.each(['unknown', 'contradiction', 'wrong_state'] as const)(
    'under a key that is spoilt by %s is opened once more under a random one',
    async (trouble) => {
      const world = new World();
      const processor = ScriptedProcessor.remote({ open: [fails(trouble)] });
      await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' } });
      const [first = '', second = '', ...more] = keysOf(processor);
      expect(second).toMatch(new RegExp(`^${first}:[\\da-f-]{36}$`));
      expect([more, processor.executed()]).toEqual([[], ['pi_1']]);
    },
  );

  it('because the processor is busy asks it once, looks for two seconds whether another request has, and is 503 then', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [fails('limited')] });
    const begunAt = world.clock.now();
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable', { retryAfterSeconds: 1 }));
    expect(processor.asked()).toEqual(['open']);
    expect(world.clock.now() - begunAt).toBe(2_000);
  });

  it('under two keys is 503, and nothing is stored', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ open: [fails(), fails()] });
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable'));
    expect([processor.asked(), world.dynamo.contents()]).toEqual([['open', 'open'], []]);
  });

  it('for the next try of an order leaves the failed one as it is', async () => {
    const world = new World();
    const processor = ScriptedProcessor.remote({ execute: [declines] });
    await pay(world, processor, { wanted: ofOrder() });
    const before = world.dynamo.contents();
    processor.script.open.push(fails('limited'));
    await expect(pay(world, processor, { wanted: ofOrder() })).rejects.toThrow(refusal('processor_unavailable'));
    expect(world.dynamo.contents()).toEqual(before);
  });
});
