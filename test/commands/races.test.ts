import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { pay } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { declines, ScriptedProcessor, takes } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const slow =
  (world: World, ms: number, step = takes()): typeof step =>
  async (call) => {
    await world.clock.sleep(ms);
    return step(call);
  };
const ofOrder = (fingerprint = 'fields') =>
  wanted({ identity: 'order', fingerprint, fields: { ...fields, orderId: '1' } });

describe('two requests at once', () => {
  it.each([
    ['that complete', takes()],
    ['that are declined', declines],
  ])('%s are one charge and one payment', async (_what, step) => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 500, step)] });
    const [one, other] = await Promise.all([pay(world, processor), pay(world, processor)]);
    expect(one.payment).toEqual(other.payment);
    expect([one.replayed, other.replayed]).toEqual([false, true]);
    expect(processor.asked()).toEqual(['execute']);
  });

  it('are one charge among fifty', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 500)] });
    const all = await Promise.all(Array.from({ length: 50 }, () => pay(world, processor)));
    expect(new Set(all.map(({ payment }) => payment.settledBy)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(processor.asked()).toEqual(['execute']);
  });

  it('for an order get the one decline, and do not try again behind each other’s back', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 500, declines)] });
    const [one, other] = await Promise.all([0, 1].map(() => pay(world, processor, { wanted: ofOrder() })));
    expect(other?.payment).toEqual(one?.payment);
    expect(processor.asked()).toEqual(['execute']);
  });

  it('for an order with two amounts: one is paid, the other is refused', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 500)] });
    const dearer = { ...ofOrder('dearer'), fields: { ...fields, amount: { minor: 2n, currency: 'USD' as Currency } } };
    const [one, other] = await Promise.allSettled([
      pay(world, processor, { wanted: ofOrder() }),
      pay(world, processor, { wanted: dearer }),
    ]);
    expect(one).toMatchObject({ status: 'fulfilled' });
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'order_already_paid' } });
    expect(processor.asked()).toEqual(['execute']);
  });

  it('for an order with two amounts: the other waits, and pays if the first one is declined', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 500, declines)] });
    const [one, other] = await Promise.all([
      pay(world, processor, { wanted: ofOrder() }),
      pay(world, processor, { wanted: ofOrder('dearer') }),
    ]);
    expect(one.payment.status).toBe('failed');
    expect(other.payment).toMatchObject({ status: 'completed', fingerprint: 'dearer', generation: 1 });
  });
});

describe('a request that meets one that is slower than it waits', () => {
  it.each([
    ['two seconds', 2_000],
    ['not at all', 0],
    ['half a second', 500],
  ])('is told to come again, having waited %s', async (_long, waitMs) => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [slow(world, 3_000)] });
    const first = pay(world, processor);
    const begun = world.clock.now();
    await expect(pay(world, processor, { waitMs })).rejects.toThrow(
      refusal('idempotency_key_in_use', { retryAfterSeconds: 1 }),
    );
    expect(world.clock.now() - begun).toBe(waitMs);
    await expect(first).resolves.toMatchObject({ replayed: false });
    expect(processor.asked()).toEqual(['execute']);
  });
});
