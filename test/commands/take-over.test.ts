import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { faultAt, notDone, pay, stepOf, stored } from '../support/attempts.ts';
import type { Operation } from '../support/memory-dynamo.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { completed, declines, neverAnswers, ScriptedProcessor, takes } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const slow =
  (world: World, ms: number, step = takes()): typeof step =>
  async (call) => {
    await world.clock.sleep(ms);
    return step(call);
  };
const ofOrder = (fingerprint = 'fields') =>
  wanted({ identity: 'order', fingerprint, fields: { ...fields, orderId: '1' } });

describe('a lease that ran out', () => {
  it('is taken over, and the payment is finished with the fields that are stored', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [neverAnswers] });
    void pay(world, processor, { wanted: ofOrder() });
    await world.clock.sleep(1);
    world.clock.advance(10_001);
    const dearer = { ...ofOrder('dearer'), fields: { ...fields, amount: { minor: 9n, currency: 'USD' as Currency } } };
    await expect(pay(world, processor, { wanted: dearer })).rejects.toThrow(refusal('order_already_paid'));
    expect(processor.calls.map(({ operation, charge }) => [operation, charge.amount.minor])).toEqual([
      ['execute', 1099n],
      ['observe', 1099n],
      ['execute', 1099n],
    ]);
    expect(new Set(processor.executed()).size).toBe(1);
    expect(stored(world)).toMatchObject({
      status: 'completed',
      amount_minor: 1099,
      created_at: '2026-11-21T12:00:00.000Z',
    });
  });

  it('of an order’s older attempt that fails makes way for the new one', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [neverAnswers, declines] });
    void pay(world, processor, { wanted: ofOrder() });
    await world.clock.sleep(1);
    world.clock.advance(10_001);
    const { payment, replayed } = await pay(world, processor, { wanted: ofOrder('dearer') });
    expect({ ...payment, replayed }).toMatchObject({
      status: 'completed',
      fingerprint: 'dearer',
      generation: 1,
      replayed: false,
    });
    expect(processor.asked()).toEqual(['execute', 'observe', 'execute', 'execute']);
  });

  it.each([
    ['by another card makes way for this one', 'pm_other', 'completed', 1],
    ['by the same card is this one', undefined, 'failed', 0],
  ])('of an order’s older attempt that is declined, %s', async (_what, paymentMethod, status, generation) => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [neverAnswers, declines] });
    void pay(world, processor, { wanted: ofOrder() });
    await world.clock.sleep(1);
    world.clock.advance(10_001);
    const order = ofOrder();
    const { payment } = await pay(world, processor, {
      wanted: { ...order, fields: { ...order.fields, paymentMethod } },
    });
    expect(payment).toMatchObject({ status, generation });
  });

  it('settles nothing: who lost it answers with what the other one decided', async () => {
    const world = new World();
    const overtaken: typeof declines = async (call) => {
      world.clock.advance(10_001);
      await pay(world, new ScriptedProcessor({ execute: [takes('PAY-theirs')] }));
      return takes('PAY-ours')(call);
    };
    const processor = new ScriptedProcessor({ execute: [overtaken] });
    const { payment, replayed } = await pay(world, processor);
    expect(payment.outcome).toEqual(completed('PAY-theirs'));
    expect(replayed).toBe(true);
    expect(stored(world)).toMatchObject({ outcome: { reference: 'PAY-theirs' } });
  });

  it('and who lost it, being past its time, is told to come back if the other one is not done', async () => {
    const world = new World();
    const other = new ScriptedProcessor({ execute: [slow(world, 500, takes('PAY-theirs'))] });
    const overtaken: typeof declines = async (call) => {
      world.clock.advance(1_001);
      void pay(world, other);
      return slow(world, 1)(call);
    };
    const processor = new ScriptedProcessor({ execute: [overtaken] });
    await expect(pay(world, processor, { io: world.io(1_000) })).rejects.toMatchObject({
      code: 'idempotency_key_in_use',
      details: { retryAfterSeconds: 1 },
    });
    await world.clock.sleep(1_000);
    expect(stored(world)).toMatchObject({ status: 'completed', outcome: { reference: 'PAY-theirs' } });
  });

  it('is taken by one of two, and the other waits', async () => {
    const world = new World();
    void pay(world, new ScriptedProcessor({ execute: [neverAnswers] }));
    await world.clock.sleep(1);
    world.clock.advance(10_001);
    const processor = new ScriptedProcessor({ execute: [slow(world, 300)] });
    const both = await Promise.all([pay(world, processor), pay(world, processor)]);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(world.dynamo.sent.filter((operation) => stepOf(operation) === 'take over')).toHaveLength(2);
    expect(processor.asked()).toEqual(['observe', 'execute']);
  });

  it('comes with a token of its own, as every lease does', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [declines] });
    world.dynamo.intercept = faultAt('settle', notDone);
    await expect(pay(world, processor, { wanted: ofOrder() })).rejects.toThrow();
    await pay(world, new ScriptedProcessor({ execute: [declines] }), { wanted: ofOrder() });
    await pay(world, processor, { wanted: ofOrder() });
    const owners = world.dynamo.sent.map(ownerIn).filter((owner) => owner !== undefined);
    expect(owners).toHaveLength(5);
    expect(new Set(owners).size).toBe(5);
  });
});

/** Whom a call gives a lease to. */
function ownerIn({ input }: Operation): string | undefined {
  if ('Item' in input) return input.Item?.lease?.owner;
  return 'UpdateExpression' in input ? input.ExpressionAttributeValues?.[':lease']?.owner : undefined;
}
