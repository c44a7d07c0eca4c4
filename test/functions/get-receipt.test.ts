import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/get-receipt.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import type { World } from '../support/world.ts';

const receipt = (world: World, id: string, accept?: string) =>
  call(handler, world, `GET /v1/payments/${id}/receipt`, { headers: accept === undefined ? {} : { Accept: accept } });

describe('GET /v1/payments/{payment_id}/receipt', () => {
  it('shows what was paid and what went back, under a number that never changes', async () => {
    const { world, id } = await worldWith({ trip_id: 7 });
    const before = await receipt(world, id);
    expect(before.json).toMatchObject({ trip_id: 7, amount: 100, method: 'CARD', status: 'SUCCESS', refunds: [] });
    world.clock.advance(60_000);
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '25.00', reason: 'late' } });
    const after = await receipt(world, id);
    expect(after.json.receipt_id).toBe(before.json.receipt_id);
    expect(after.body).toContain('"refunded_amount":25.00,"net_amount":75.00');
    expect(after.json).toMatchObject({
      refunds: [{ amount: 25, reason: 'late' }],
      issued_at: '2026-11-21T12:01:00.000Z',
    });
    expect((await receipt(world, id)).body).toBe(after.body);
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json;q=0.1, text/plain', 'text/plain; charset=utf-8'],
    ['text/*', 'text/plain; charset=utf-8'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['image/png', 'application/json'],
  ])('to a client that accepts %s is %s', async (accept, type) => {
    const { world, id } = await worldWith();
    expect((await receipt(world, id, accept)).headers['Content-Type']).toBe(type);
  });

  it('as text reads line by line', async () => {
    const { world, id } = await worldWith({ order_id: 'o-1' });
    const { body } = await receipt(world, id, 'text/plain');
    expect(body).toMatch(
      /^RECEIPT\n\nReceipt number: +RCP-[0-9A-F]{20}\nDate: +21 November 2026, 12:00 UTC\nOrder: +o-1\n/,
    );
    expect(body).toMatch(/\nTotal +100\.00 USD\n$/);
  });

  it.each([
    ['words', 'the driver took a detour of forty minutes and the passenger missed the train. '.repeat(6).trim()],
    ['one long word', 'ä'.repeat(500)],
    ['emoji', '💶'.repeat(200)],
  ])('as text fits 80 columns, whatever reason a refund has: %s', async (_what, reason) => {
    const { world, id } = await worldWith();
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '25.00', reason } });
    const { body } = await receipt(world, id, 'text/plain');
    expect(Math.max(...body.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(body.replaceAll(/\s/g, '')).toContain(`(${reason.replaceAll(' ', '')})-25.00USD`);
    expect(body.isWellFormed()).toBe(true);
  });

  it('as text keeps a short reason on one line', async () => {
    const { world, id } = await worldWith();
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '25.00', reason: 'late' } });
    const { body } = await receipt(world, id, 'text/plain');
    expect(body).toMatch(/\nRefund, 21 November 2026, 12:00 UTC \(late\) {4}-25\.00 USD\n/);
  });

  it('as a page runs nothing, loads nothing, and shows a reason as text', async () => {
    const { world, id } = await worldWith();
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: 1, reason: '<script>x</script>' } });
    const { body, headers } = await receipt(world, id, 'text/html');
    expect(body).not.toMatch(/<script|https?:/);
    expect(body).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(headers['Content-Security-Policy']).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  it.each([
    [{ payment_method: 'pm_declined' }, 'failed'],
    [{ capture: false }, 'authorized'],
  ])('is not there for %j', async (but, state) => {
    const { world, id } = await worldWith(but);
    const { status, json } = await receipt(world, id);
    expect([status, json.code, json.detail]).toEqual([
      409,
      'receipt_not_available',
      `a payment that is ${state} has no receipt`,
    ]);
  });
});
