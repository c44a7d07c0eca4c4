import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localHeaders } from '../../tools/app/environment-description.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { allDelivered } from '../support/all-delivered.ts';
import { clientOf } from '../support/client.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';

let environment: Environment;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  environment = await startOwnEnvironment({ seed: false });
  client = clientOf(String(environment.urls[0]));
});
afterAll(() => environment.stop());

/** A payment by a token, and the event that makes its dispute known. */
async function disputedBy(token: string): Promise<string> {
  const body = JSON.stringify({ amount: '9.00', currency: 'EUR', payment_method: token });
  const { json } = await client.post('/v1/payments', body, { 'Idempotency-Key': token });
  const event = JSON.stringify({ id: `evt-${token}`, payment_id: json.payment_id });
  const told = await client.post('/v1/processor-events/simulated', event, { 'Simulated-Signature': 'test' });
  expect(told.json).toEqual({ handled: 'reconciled' });
  await environment.caughtUp();
  return String(json.payment_id);
}

const refund = (id: string) => client.post(`/v1/payments/${id}/refund`, '{"idempotency_key": "r", "amount": "1.00"}');
const disputes = async (status: string) =>
  ((await client.get(`/v1/disputes?status=${status}`)).json.disputes as { payment_id: string }[]).map(
    ({ payment_id }) => payment_id,
  );
const notifications = async () => {
  const received = await fetch(`${environment.others.stubs.notifications}/v1/notifications`);
  type Received = { notifications: { notification: { type: string; payment_id: string } }[] };
  return ((await received.json()) as Received).notifications.map(({ notification }) => notification);
};

describe('a disputed payment, end to end', () => {
  it('open: its refund gets 409; won: it is refunded again; lost: never', async () => {
    const [won, lost] = [await disputedBy('pm_dispute_won'), await disputedBy('pm_dispute_lost')];
    for (const id of [won, lost]) {
      expect([(await refund(id)).status, (await refund(id)).json.code]).toEqual([409, 'payment_disputed']);
    }
    expect(await disputes('open')).toEqual([lost, won]);
    await allDelivered(environment);
    const told = (await notifications()).filter(({ type }) => type === 'dispute.opened');
    expect(new Set(told.map(({ payment_id }) => payment_id))).toEqual(new Set([won, lost]));

    await client.post('/_local/clock', '{"advance": "15d"}', localHeaders);
    await environment.caughtUp();
    expect([await disputes('open'), await disputes('won'), await disputes('lost')]).toEqual([[], [won], [lost]]);
    expect([(await refund(won)).status, (await refund(lost)).status]).toEqual([200, 409]);
    const metrics = await client.get('/metrics', { Accept: 'application/json' });
    expect(metrics.json.disputes_total).toEqual([
      { status: 'lost', value: 1 },
      { status: 'open', value: 2 },
      { status: 'won', value: 1 },
    ]);
  });

  it('shows its disputes to GET and in its receipt, and keeps its status', async () => {
    const id = await disputedBy('pm_dispute_open');
    const [payment, receipt] = [await client.get(`/v1/payments/${id}`), await client.get(`/v1/payments/${id}/receipt`)];
    expect(payment.json).toMatchObject({ status: 'SUCCESS', disputes: [{ status: 'open', amount: 9 }] });
    expect(receipt.json).toMatchObject({ disputes: payment.json.disputes });
  });
});
