import { expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as get } from '../../functions/payments/get-payment.ts';
import { handler as receive } from '../../functions/processors/receive-processor-event.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

it('half of a payment with pm_refunded_by_hand is found to be refunded once an event comes, as docs/testing.md tells newcomers', async () => {
  const world = new World();
  const body = { amount: '25.01', payment_method: 'pm_refunded_by_hand' };
  const paid = await call(create, world, 'POST /v1/payments', { body, headers: { 'Idempotency-Key': 'k' } });
  const id = String(paid.json.payment_id);
  const shown = async () => (await call(get, world, `GET /v1/payments/${id}`)).json;
  expect(await shown()).toMatchObject({ refunded_amount: 0, refundable_amount: 25.01 });
  for (const event of ['evt-1', 'evt-2']) {
    await call(receive, world, 'POST /v1/processor-events/simulated', {
      headers: { 'Simulated-Signature': 'test' },
      body: { id: event, payment_id: id },
    });
    expect(await shown()).toMatchObject({ refunded_amount: 12.5, refundable_amount: 12.51 });
  }
});

it('nobody makes refunds at the simulated processor of a stage that is kept', () => {
  expect(simulatedProcessor(new World().io(), false).listRefunds).toBeUndefined();
});
