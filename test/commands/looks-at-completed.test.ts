import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { reconcile } from '../../src/commands/reconcile.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputes } from '../../src/store/disputes.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds } from '../../src/store/watched-refunds.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

describe('a look at a completed payment', () => {
  it('finds its dispute although its refunds cannot be read, and fails, so that it comes back', async () => {
    const world = new World();
    const io = world.io();
    const body = { amount: '25.00', payment_method: 'pm_dispute_open' };
    const { json } = await call(create, world, 'POST /v1/payments', { headers: { 'Idempotency-Key': 'k' }, body });
    const paymentId = String(json.payment_id);
    const before = await payments(io).get(paymentId);
    if (before === undefined) throw new Error('the payment is gone');
    const listRefunds = async () => Promise.reject(new Error('of a state that nobody knows'));
    const look = reconcile(before, {
      payments: payments(io),
      authorizations: authorizations(io),
      refunds: watchedRefunds(io),
      disputes: disputes(io),
      processors: onlyProcessor({ ...simulatedProcessor(io, true), listRefunds }),
      io,
    });
    await expect(look).rejects.toThrow();
    const after = await payments(io).get(paymentId);
    expect(Object.values(after?.status === 'completed' ? after.disputes : {})).toMatchObject([{ status: 'open' }]);
  });
});
