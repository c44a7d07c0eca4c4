import { describe, expect, it } from 'vitest';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler } from '../../functions/payments/capture-payment.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, type World } from '../support/world.ts';

const capture = (world: World, id: string) => call(handler, world, `POST /v1/payments/${id}/capture`);
const answerLost = Object.assign(new Error('lost'), { name: 'TimeoutError' });

describe('POST /v1/payments/{payment_id}/capture', () => {
  it('closes an authorized payment; again, it changes nothing', async () => {
    const { world, id } = await worldWith({ capture: false });
    const first = await capture(world, id);
    expect([first.status, first.json.status]).toEqual([200, 'SUCCESS']);
    expect(world.dynamo.calls()).toEqual(['Get', 'Update', 'Update']);
    const again = await capture(world, id);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(world.dynamo.calls().slice(3)).toEqual(['Get']);
  });

  it('is refused after cancel, with what is allowed', async () => {
    const { world, id } = await worldWith({ capture: false });
    await call(cancel, world, `POST /v1/payments/${id}/cancel`);
    const { status, json } = await capture(world, id);
    expect([status, json.code, json.allowed]).toEqual([409, 'wrong_state', []]);
  });

  it('is refused of a payment that failed', async () => {
    const { world, id } = await worldWith({ capture: false, payment_method: 'pm_declined' });
    expect((await capture(world, id)).json).toMatchObject({ status: 409, code: 'wrong_state', from: 'failed' });
  });

  it.each([0, 1])('whose write %i was done but not heard of is finished by the retry', async (lost) => {
    const { world, id } = await worldWith({ capture: false });
    let writes = 0;
    world.dynamo.intercept = async (command, apply) => {
      const output = await apply();
      if ('UpdateExpression' in command.input && writes++ === lost) throw answerLost;
      return output;
    };
    expect((await capture(world, id)).status).toBe(503);
    world.clock.advance(10_001);
    expect((await capture(world, id)).status).toBe(200);
    expect(world.dynamo.item(paymentsTable, id)).toMatchObject({ status: 'completed', closing: 'capture' });
  });

  it('wins alone when both come at once', async () => {
    const { world, id } = await worldWith({ capture: false });
    const both = await Promise.all([capture(world, id), call(cancel, world, `POST /v1/payments/${id}/cancel`)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('of nobody finds none', async () => {
    const { world } = await worldWith();
    expect((await capture(world, 'nobody')).json).toMatchObject({ status: 404, code: 'payment_not_found' });
  });
});
