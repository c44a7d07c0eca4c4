import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { pay, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { completed, declined, declines, ScriptedProcessor, takes } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const key = `pay:${wanted().id}`;
const ofOrder = (minor: bigint) =>
  wanted({
    identity: 'order',
    fingerprint: String(minor),
    fields: { ...fields, orderId: '1', amount: { minor, currency: 'USD' as Currency } },
  });

describe('a first request', () => {
  it('is charged by two writes, and decided', async () => {
    const world = new World();
    const processor = new ScriptedProcessor();
    const { payment, replayed } = await pay(world, processor);
    expect(replayed).toBe(false);
    expect(payment).toMatchObject({
      status: 'completed',
      outcome: completed(),
      refundableMinor: 1099n,
    });
    expect([processor.asked(), processor.executed()]).toEqual([['execute'], [`${key}:0`]]);
    expect(world.dynamo.calls()).toEqual(['Put', 'Update']);
    expect(stored(world)).toMatchObject({ status: 'completed', refundable_minor: 1099, time_shard: '0' });
    expect(stored(world)).not.toHaveProperty('lease');
  });

  it('that is declined is a failed payment, of which nothing can be refunded', async () => {
    const { payment, replayed } = await pay(new World(), new ScriptedProcessor({ execute: [declines] }));
    expect(replayed).toBe(false);
    expect(payment).toMatchObject({ status: 'failed', outcome: declined, refundableMinor: 0n });
  });
});

describe('a request that is repeated', () => {
  it.each([
    ['completed', takes()],
    ['was declined', declines],
  ])('gets the same payment after it %s, by one call and without a charge', async (_what, step) => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [step] });
    const first = await pay(world, processor);
    world.clock.advance(365 * 86_400_000);
    const again = await pay(world, processor);
    expect(again).toEqual({ payment: first.payment, replayed: true });
    expect(processor.asked()).toEqual(['execute']);
    expect(world.dynamo.calls()).toEqual(['Put', 'Update', 'Put']);
  });

  it('with other fields is refused, and they are named', async () => {
    const world = new World();
    const processor = new ScriptedProcessor();
    await pay(world, processor);
    const before = world.dynamo.contents();
    const other = wanted({ fingerprint: 'other', fields: { ...fields, customerId: 'c', method: 'cash' } });
    await expect(pay(world, processor, { wanted: other })).rejects.toThrow(
      refusal('idempotency_key_reused', { more: { mismatched: ['method', 'customer_id'] } }),
    );
    expect(world.dynamo.contents()).toEqual(before);
    expect(processor.asked()).toEqual(['execute']);
  });

  it('with other fields is refused at once, even while the first one is worked on', async () => {
    const world = new World();
    const meanwhile: typeof declines = async (call) => {
      await expect(pay(world, processor, { wanted: wanted({ fingerprint: 'other' }) })).rejects.toThrow(
        refusal('idempotency_key_reused'),
      );
      return takes()(call);
    };
    const processor = new ScriptedProcessor({ execute: [meanwhile] });
    await pay(world, processor);
    expect(processor.asked()).toEqual(['execute']);
  });
});

describe('an order', () => {
  it('that is paid is not paid with another amount', async () => {
    const world = new World();
    const processor = new ScriptedProcessor();
    await pay(world, processor, { wanted: ofOrder(1000n) });
    const before = world.dynamo.contents();
    await expect(pay(world, processor, { wanted: ofOrder(2000n) })).rejects.toThrow(
      refusal('order_already_paid', { more: { payment_id: wanted().id } }),
    );
    expect(world.dynamo.contents()).toEqual(before);
  });

  it.each([
    ['the same amount', 1000n],
    ['another amount', 2000n],
  ])('whose payment failed may be paid with %s, with another intent', async (_what, minor) => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [declines] });
    await pay(world, processor, { wanted: ofOrder(1000n) });
    const { payment, replayed } = await pay(world, processor, { wanted: ofOrder(minor) });
    expect(replayed).toBe(false);
    expect(payment).toMatchObject({ status: 'completed', generation: 1, amount: { minor } });
    expect(processor.executed()).toEqual([`${key}:0`, `${key}:1`]);
    expect(processor.asked()).toEqual(['execute', 'execute']);
  });

  it('is tried as often as it fails', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [declines, declines, declines] });
    for (let round = 0; round < 4; round++) await pay(world, processor, { wanted: ofOrder(1000n) });
    expect(processor.executed()).toEqual([0, 1, 2, 3].map((generation) => `${key}:${generation}`));
    expect(stored(world)).toMatchObject({ status: 'completed', generation: 3 });
  });
});

describe('with POWERTOOLS_IDEMPOTENCY_DISABLED', () => {
  it('nothing is charged, and it fails loudly', async () => {
    process.env.POWERTOOLS_IDEMPOTENCY_DISABLED = 'true';
    try {
      const processor = new ScriptedProcessor();
      await expect(pay(new World(), processor)).rejects.toThrow('POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
      expect(processor.asked()).toEqual([]);
    } finally {
      delete process.env.POWERTOOLS_IDEMPOTENCY_DISABLED;
    }
  });
});
