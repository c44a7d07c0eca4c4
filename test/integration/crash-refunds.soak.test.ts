import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clientOf, comingBack } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { killWhole, type Running, start } from '../support/killable.ts';
import { moveClock } from '../support/move-clock.ts';

const data = mkdtempSync(join(tmpdir(), 'crash-refunds-'));
let running: Running | undefined;
afterAll(() => {
  if (running) killWhole(running);
  rmSync(data, { recursive: true, force: true });
});

type Wanted = { key: string; amount: string; status: number };

/** Sends each refund that has no answer yet, until all have one or nobody answers any more. */
async function refundAll(url: string, payment: unknown, wanted: Wanted[]): Promise<void> {
  const send = async (refund: Wanted) => {
    const body = JSON.stringify({ idempotency_key: refund.key, amount: refund.amount });
    const { status } = await clientOf(url).post(`/v1/payments/${payment}/refund`, body);
    if (status === 200 || status === 400) refund.status = status;
  };
  await Promise.allSettled(wanted.filter(({ status }) => status === 0).map(send));
}

/** Sends it again while it is told to come back, as on a machine that is too busy for the store to answer in time. */
async function pay(url: string, amount: string): Promise<unknown> {
  const body = JSON.stringify({ amount, idempotency_key: `paid-${amount}` });
  for (;;) {
    const { status, json } = await clientOf(url).post('/v1/payments', body);
    if (status === 201) return json.payment_id;
    if (status !== 503 && status !== 409) throw new Error(`not paid: ${status}`);
  }
}

/** Resolves when refunds have reserved all but so much. */
const reservedDownTo = (url: string, payment: unknown, left: number) =>
  eventually(async () => {
    const { json } = await clientOf(url).get(`/v1/payments/${payment}`);
    expect(json.refundable_amount).toBeLessThanOrEqual(left);
  });

describe('refunds while everything is killed', () => {
  it.each([
    ['200 of 1.00 on 100.00', '100.00', Array.from({ length: 200 }, () => '1.00'), 100, 100, [95, 80, 50]],
    ['two of 60.00 on 100.01', '100.01', ['60.00', '60.00'], 1, 60, [40.01, 40.01, 40.01]],
  ])(
    '%s: sent again with their keys, exactly as many succeed',
    async (_, amount, refunds, succeed, total, killedWhenLeft) => {
      const wanted = refunds.map((refund, number) => ({ key: `${amount}-${number}`, amount: refund, status: 0 }));
      running = await start(data);
      const payment = await pay(running.url, amount);
      for (const left of killedWhenLeft) {
        const sending = refundAll(running.url, payment, wanted);
        await reservedDownTo(running.url, payment, left);
        killWhole(running);
        await sending;
        running = await start(data);
      }
      // A refund that was cut off holds its lease.
      while (wanted.some(({ status }) => status === 0)) {
        await moveClock(running.url, '20s');
        await refundAll(running.url, payment, wanted);
      }
      expect(wanted.filter(({ status }) => status === 200)).toHaveLength(succeed);
      expect(wanted.filter(({ status }) => status === 400)).toHaveLength(refunds.length - succeed);
      const { url } = running;
      const { json } = await comingBack(() => clientOf(url).get(`/v1/payments/${payment}`));
      expect(json.refunded_amount).toBe(total);
      killWhole(running);
      running = undefined;
    },
  );
});
