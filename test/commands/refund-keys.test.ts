import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import type { Abilities } from '../../src/processor/abilities.ts';
import { stageWith } from '../support/attempts.ts';
import { call } from '../support/call.ts';
import { fails, ScriptedProcessor } from '../support/scripted-processor.ts';
import { paymentsTable, World } from '../support/world.ts';

const hours = 3_600_000;

/** A payment of 10.99, of which 5.00 was to go back when the processor did not answer. */
async function unansweredRefund(can: Partial<Abilities> = {}) {
  const world = new World();
  const processor = new ScriptedProcessor({ refund: [fails()] }, can);
  const stage = stageWith(world, processor);
  const body = { amount: '10.99', idempotency_key: 'k1' };
  const { json } = await call(create, stage, 'POST /v1/payments', { body });
  const id = String(json.payment_id);
  const refund = () =>
    call(refundPayment, stage, `POST /v1/payments/${id}/refund`, { body: { amount: '5.00', idempotency_key: 'r1' } });
  expect((await refund()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
  // The first time, there is nothing to look for.
  expect(processor.asked()).toEqual(['execute', 'refund']);
  processor.calls.length = 0;
  const stored = () => Object.values(world.dynamo.item(paymentsTable, id)?.refunds as Record<string, object>)[0];
  return { world, processor, refund, stored };
}

const attemptsOf = (processor: ScriptedProcessor) => processor.of('refund').map(({ refund }) => refund?.attempt);

describe('a refund whose first attempt got no answer', () => {
  it('is looked for, and not sent again if it is there', async () => {
    const { processor, refund } = await unansweredRefund();
    processor.script.observeRefund.push(() => ({ state: 'returned', reference: 'RE-1' }));
    expect([(await refund()).status, processor.asked()]).toEqual([200, ['observeRefund']]);
  });

  it('is failed if the processor has refused it', async () => {
    const { processor, refund, stored } = await unansweredRefund();
    processor.script.observeRefund.push(() => ({ state: 'failed', raw: 'insufficient_balance' }));
    expect([(await refund()).status, processor.asked()]).toEqual([402, ['observeRefund']]);
    expect(stored()).toMatchObject({ status: 'failed' });
  });

  it('is pending while the processor works on it', async () => {
    const { processor, refund, stored } = await unansweredRefund();
    processor.script.observeRefund.push(() => ({ state: 'working', reference: 'RE-1' }));
    const answer = await refund();
    expect([answer.status, processor.asked()]).toEqual([200, ['observeRefund']]);
    expect(answer.json).toMatchObject({ refund_status: 'PENDING' });
    expect(stored()).toMatchObject({ status: 'pending', answered_as: 'pending' });
  });

  it.each([0, 1, 20 * hours])('is sent by the same key if it is not there, %i ms later', async (ms) => {
    const { world, processor, refund, stored } = await unansweredRefund();
    world.clock.advance(ms);
    expect((await refund()).status).toBe(200);
    expect([processor.asked(), attemptsOf(processor)]).toEqual([['observeRefund', 'refund'], [0]]);
    expect(stored()).not.toHaveProperty('key_since');
  });

  it.each([20 * hours + 1, 21 * hours])('is only looked for, %i ms later: it may still be on its way', async (ms) => {
    const { world, processor, refund } = await unansweredRefund();
    world.clock.advance(ms);
    expect((await refund()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(processor.asked()).toEqual(['observeRefund']);
    processor.script.observeRefund.push(() => ({ state: 'returned', reference: 'RE-1' }));
    expect((await refund()).status).toBe(200);
  });

  it('gets its next key after 21 hours and a look that found nothing, and keeps it', async () => {
    const { world, processor, refund, stored } = await unansweredRefund();
    world.clock.advance(21 * hours + 1);
    processor.script.refund.push(fails());
    expect((await refund()).status).toBe(503);
    const since = new Date(world.clock.now()).toISOString();
    expect(stored()).toMatchObject({ status: 'processing', attempt: 1, key_since: since });
    world.clock.advance(20 * hours);
    expect((await refund()).status).toBe(200);
    expect(processor.asked()).toEqual(['observeRefund', 'refund', 'observeRefund', 'refund']);
    expect(attemptsOf(processor)).toEqual([1, 1]);
  });

  it('gets no next key while the look itself fails', async () => {
    const { world, processor, refund, stored } = await unansweredRefund();
    world.clock.advance(21 * hours + 1);
    processor.script.observeRefund.push(fails());
    expect((await refund()).status).toBe(503);
    expect([processor.asked(), stored()]).toEqual([['observeRefund'], expect.not.objectContaining({ attempt: 1 })]);
  });

  it('has its next key on record before anything is sent by it', async () => {
    const { world, processor, refund, stored } = await unansweredRefund();
    world.clock.advance(21 * hours + 1);
    const seen: unknown[] = [];
    processor.script.refund.push(() => {
      seen.push(stored());
      return { state: 'returned', reference: 'RE-1' };
    });
    await refund();
    expect(seen).toEqual([expect.objectContaining({ attempt: 1 })]);
  });

  it('keeps its key at a processor that forgets none', async () => {
    const { world, processor, refund } = await unansweredRefund({ keysForMs: Number.POSITIVE_INFINITY });
    world.clock.advance(365 * 24 * hours);
    expect((await refund()).status).toBe(200);
    expect(attemptsOf(processor)).toEqual([0]);
  });
});
