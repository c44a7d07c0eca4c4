import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { reconcileDisputes } from '../../src/commands/reconcile-disputes.ts';
import type { DisputeStatus, ObservedDispute } from '../../src/domain/dispute.ts';
import type { CompletedPayment } from '../../src/domain/payment.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { disputes } from '../../src/store/disputes.ts';
import { payments } from '../../src/store/payments.ts';
import { call } from '../support/call.ts';
import { payment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

/** More than any refund here makes. */
const mostCalls = 20;

const observed = (status: DisputeStatus): ObservedDispute => ({
  id: 'd1',
  status,
  amount: payment().amount,
  reason: 'fraudulent',
  evidenceDueBy: undefined,
  openedAt: '2026-11-21T12:00:00.000Z',
  escalated: true,
  closedAt: undefined,
});

/** A stage with a payment of 25.00. `sees`: how its processor has the dispute, by the time that it is asked. */
async function stage(sees: () => DisputeStatus | undefined | Promise<DisputeStatus | undefined> = () => 'open') {
  const world = new World();
  const observeDisputes = async () => {
    const status = await sees();
    return status === undefined ? [] : [observed(status)];
  };
  world.overrides = { processors: (io) => onlyProcessor({ ...simulatedProcessor(io, true), observeDisputes }) };
  const headers = { 'Idempotency-Key': 'k' };
  const { json } = await call(create, world, 'POST /v1/payments', { headers, body: { amount: '25.00' } });
  const id = String(json.payment_id);
  const stored = async () => {
    const found = await payments(world.io()).get(id);
    if (found?.status !== 'completed') throw new Error('the payment is not completed');
    return found;
  };
  const look = (seen: CompletedPayment) => {
    const io = world.io();
    const processors = onlyProcessor({ ...simulatedProcessor(io, true), observeDisputes });
    return reconcileDisputes(seen, { disputes: disputes(io), processors, io });
  };
  const giveBack = (key = 'r') =>
    call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '5.00', idempotency_key: key } });
  return { world, id, stored, look, giveBack };
}

describe('a dispute that is recorded while a refund is at work', () => {
  it('wins, unless the refund was reserved before it: before each call to the store', async () => {
    const answers: string[] = [];
    for (let nth = 1; nth <= mostCalls; nth++) {
      const { world, stored, look, giveBack } = await stage();
      let left = nth;
      let wasReserved = false;
      world.dynamo.intercept = async (_operation, apply) => {
        if (--left === 0) {
          const seen = await stored();
          wasReserved = Object.keys(seen.refunds).length > 0;
          await look(seen);
        }
        return apply();
      };
      const { status, json } = await giveBack();
      if (left > 0) break;
      answers.push(`${wasReserved ? 'reserved' : 'free'} ${status} ${json.code ?? ''}`);
    }
    expect(answers.length).toBeGreaterThan(3);
    expect(new Set(answers)).toEqual(new Set(['free 409 payment_disputed', 'reserved 200 ']));
  });

  it('is not overtaken by a late write: a reservation that was sent before it fails when it arrives', async () => {
    const { world, stored, look, giveBack } = await stage();
    const late: (() => Promise<unknown>)[] = [];
    world.dynamo.intercept = async (operation, apply) => {
      const isReservation =
        'UpdateExpression' in operation.input &&
        operation.input.UpdateExpression?.includes('refunds.#refund = :refund');
      if (!isReservation) return apply();
      late.push(apply);
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    };
    expect((await giveBack()).status).toBe(503);
    await look(await stored());
    expect(late).toHaveLength(1);
    for (const arrive of late)
      await expect(arrive()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await stored()).refundableMinor).toBe(2_500n);
  });
});

describe('two looks at a dispute', () => {
  it('end as the later one saw it, although the earlier one writes last', async () => {
    const statuses: DisputeStatus[] = ['open', 'won', 'won'];
    let isHeld = true;
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { stored, look } = await stage(async () => {
      const status = statuses.shift();
      if (status === 'open' && isHeld) {
        isHeld = false;
        await held;
      }
      return status;
    });
    const seen = await stored();
    const earlier = look(seen);
    await look(seen);
    go();
    expect(await earlier).toBe('waiting');
    expect((await stored()).disputes.d1?.status).toBe('won');
  });

  it('do so between won and lost, too: the earlier one looks again', async () => {
    const statuses: DisputeStatus[] = ['lost', 'won', 'won'];
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { stored, look } = await stage(async () => {
      const status = statuses.shift();
      if (status === 'lost') await held;
      return status;
    });
    const seen = await stored();
    const earlier = look(seen);
    await look(seen);
    go();
    await earlier;
    expect((await stored()).disputes.d1?.status).toBe('won');
  });

  it('record it although refusals of refunds come in between', async () => {
    const { world, id, stored, look } = await stage();
    let raised = 0;
    world.dynamo.intercept = async (operation, apply) => {
      if (
        'UpdateExpression' in operation.input &&
        operation.input.UpdateExpression?.includes('disputes') &&
        raised < 2
      ) {
        raised++;
        world.dynamo.keep(paymentsTable, { ...world.dynamo.item(paymentsTable, id), id, refund_fence: raised });
      }
      return apply();
    };
    expect(await look(await stored())).toBe('changed');
    expect(await stored()).toMatchObject({ refundFence: 3, disputes: { d1: { status: 'open' } } });
  });

  it('give up with 503 if that never ends, so that the processor sends its event again', async () => {
    const { world, id, stored, look } = await stage();
    let raised = 0;
    world.dynamo.intercept = async (operation, apply) => {
      if ('UpdateExpression' in operation.input && operation.input.UpdateExpression?.includes('disputes')) {
        world.dynamo.keep(paymentsTable, { ...world.dynamo.item(paymentsTable, id), id, refund_fence: ++raised });
      }
      return apply();
    };
    await expect(look(await stored())).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('write nothing if nothing is new', async () => {
    const { world, stored, look } = await stage();
    await look(await stored());
    const [before, seen] = [world.dynamo.contents(), await stored()];
    expect(await look(seen)).toBe('waiting');
    expect(world.dynamo.contents()).toEqual(before);
  });
});

describe('when a disputed payment is looked at again', () => {
  it.each<[DisputeStatus, string | undefined, string | undefined]>([
    ['open', undefined, '2026-11-22T12:00:00.000Z'],
    ['inquiry', undefined, '2026-11-22T12:00:00.000Z'],
    ['open', '2026-11-21T13:00:00.000Z', '2026-11-21T13:00:00.000Z'],
    ['open', '2026-12-21T13:00:00.000Z', '2026-11-22T12:00:00.000Z'],
    ['won', undefined, undefined],
    ['lost', '2026-12-21T13:00:00.000Z', '2026-12-21T13:00:00.000Z'],
  ])('that is %s, and due %s: %s', async (status, due_at, expected) => {
    const { world, id, stored, look } = await stage(() => status);
    world.dynamo.keep(paymentsTable, { ...world.dynamo.item(paymentsTable, id), id, due_at });
    await look(await stored());
    expect((await stored()).dueAt).toBe(expected);
  });

  it('stays due earlier if a refund has made it so meanwhile', async () => {
    const { world, id, stored, look } = await stage();
    const seen = await stored();
    const due_at = '2026-11-21T12:01:00.000Z';
    world.dynamo.keep(paymentsTable, { ...world.dynamo.item(paymentsTable, id), id, due_at });
    await look(seen);
    expect((await stored()).dueAt).toBe(due_at);
  });
});
