import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as get } from '../../functions/payments/get-payment.ts';
import { handler as getReceipt } from '../../functions/payments/get-receipt.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { handler as receive } from '../../functions/processors/receive-processor-event.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const day = 86_400_000;

/** A payment by a token, and an event about it, as docs/testing.md tells newcomers. */
async function disputedBy(token: string) {
  const world = new World();
  const body = { amount: '25.00', payment_method: token };
  const paid = await call(create, world, 'POST /v1/payments', { body, headers: { 'Idempotency-Key': 'k' } });
  const id = String(paid.json.payment_id);
  let events = 0;
  const tell = () =>
    call(receive, world, 'POST /v1/processor-events/simulated', {
      headers: { 'Simulated-Signature': 'test' },
      body: { id: `evt-${++events}`, payment_id: id },
    });
  const shown = async () => (await call(get, world, `GET /v1/payments/${id}`)).json.disputes;
  const receipt = (accept: string) =>
    call(getReceipt, world, `GET /v1/payments/${id}/receipt`, { headers: { Accept: accept } });
  const giveBack = () =>
    call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '1.00', idempotency_key: 'r' } });
  return { world, tell, shown, receipt, giveBack };
}

describe('a payment with a token of disputes', () => {
  it.each([
    ['pm_dispute_inquiry', 'inquiry', 200, 'inquiry', 200],
    ['pm_dispute_open', 'open', 409, 'open', 409],
    ['pm_dispute_won', 'open', 409, 'won', 200],
    ['pm_dispute_lost', 'open', 409, 'lost', 409],
  ])(
    '%s is %s at once (refund: %i), and %s after two weeks (refund: %i)',
    async (token, now, refunded, then, later) => {
      const { world, tell, shown, giveBack } = await disputedBy(token);
      expect(await shown()).toBeUndefined();
      expect((await tell()).json).toEqual({ handled: 'reconciled' });
      expect(await shown()).toMatchObject([{ status: now, amount: 25, evidence_due_by: '2026-11-28T12:00:00.000Z' }]);
      expect((await giveBack()).status).toBe(refunded);
      world.clock.advance(14 * day);
      await tell();
      expect(await shown()).toMatchObject([{ status: then }]);
      expect((await giveBack()).status).toBe(later);
    },
  );

  it('has its dispute on every form of its receipt', async () => {
    const { tell, receipt } = await disputedBy('pm_dispute_open');
    expect((await receipt('application/json')).json).not.toHaveProperty('disputes');
    await tell();
    expect((await receipt('application/json')).json.disputes).toMatchObject([{ status: 'open' }]);
    const line = '25.00 USD, open, since 21 November 2026';
    for (const type of ['text/plain', 'text/html']) expect((await receipt(type)).body).toContain(line);
  });

  it('is disputed nowhere where triggers are off', () => {
    expect(simulatedProcessor(new World().io(), false).observeDisputes).toBeUndefined();
  });
});
