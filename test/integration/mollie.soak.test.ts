import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { MemoryMollie } from '../processor/mollie/memory-mollie.ts';
import { clientOf } from '../support/client.ts';
import { serveCall } from '../support/serve-call.ts';

const key = 'test_canary_of_mollie';
const webhook = 'canary_of_mollie_webhook';
const mollie = new MemoryMollie();
const lines: string[] = [];
let server: Awaited<ReturnType<typeof serveCall>>;
let environment: Environment;

beforeAll(async () => {
  server = await serveCall(mollie.call, key);
  environment = await startEnvironment({
    ports: [0],
    context: { processor: 'mollie', mollieSecretName: 'mollie', mollieUrl: server.url, logLevel: 'DEBUG' },
    secrets: { mollie: JSON.stringify({ secret_key: key, webhook_secrets: ['newer', webhook] }) },
    emit: (event) => lines.push(JSON.stringify(event)),
  });
});
afterAll(async () => {
  await environment.stop();
  server.stop();
});

const api = () => clientOf(environment.urls[0] ?? '');
const fields = { amount: '25.00', currency: 'EUR', return_url: 'https://shop.example.com/back' };
const pay = (name: string, but: object = {}) =>
  api().post('/v1/payments', JSON.stringify({ ...fields, ...but }), { 'Idempotency-Key': name });

/** The payment after the poller has seen it: its row of due payments is projected after the answer, so it may be missed once. */
async function polled(id: unknown) {
  for (let times = 0; times < 5; times++) {
    await environment.advanceClock(10 * 60_000);
    const { json } = await api().get(`/v1/payments/${id}`);
    if (json.status !== 'PENDING' || json.authorized_at !== undefined) return json;
  }
  throw new Error(`payment ${id} is still pending`);
}

/** A payment whose customer was sent to Mollie's checkout, and its id at Mollie. */
async function opened(name: string, but: object = {}) {
  const { json } = await pay(name, but);
  expect(json.next_action).toMatchObject({ type: 'redirect' });
  return { id: String(json.payment_id), atMollie: [...mollie.payments.keys()].at(-1) ?? '' };
}

describe('an environment that charges by Mollie', () => {
  it('sends the customer to the checkout, and completes the payment once they have paid', async () => {
    const created = await pay('paid');
    expect([created.status, created.json.status]).toEqual([201, 'PENDING']);
    expect(created.json.next_action).toEqual({
      type: 'redirect',
      redirect_url: 'https://pay.mollie.com/checkout/tr_1',
    });
    const again = await pay('paid');
    expect([again.status, again.text, mollie.payments.size]).toEqual([201, created.text, 1]);
    expect(mollie.pay('tr_1', 'pays')).toBe(true);
    expect(await polled(created.json.payment_id)).toMatchObject({ status: 'SUCCESS' });
    expect(mollie.books('tr_1').taken).toBe(2_500n);
  });

  it('completes the payment at once by an event that Mollie signs, and takes no unsigned notice', async () => {
    const { id, atMollie } = await opened('by event');
    mollie.pay(atMollie, 'pays');
    const createdAt = new Date(environment.now()).toISOString();
    const event = JSON.stringify({ id: 'event_1', type: 'payment.paid', entityId: atMollie, createdAt });
    const notify = (body: string, headers: Record<string, string>) =>
      api().post('/v1/processor-events/mollie', body, headers);
    const classic = await notify(`id=${atMollie}`, { 'Content-Type': 'application/x-www-form-urlencoded' });
    expect([classic.status, classic.json.code]).toEqual([400, 'event_forged']);
    expect((await api().get(`/v1/payments/${id}`)).json.status).toBe('PENDING');
    const signature = createHmac('sha256', webhook).update(event).digest('hex');
    const signed = await notify(event, { 'X-Mollie-Signature': `sha256=${signature}` });
    expect([signed.status, signed.json]).toEqual([200, { handled: 'reconciled' }]);
    expect((await api().get(`/v1/payments/${id}`)).json.status).toBe('SUCCESS');
  });

  it('says that a refund waits at Mollie, and sends it once', async () => {
    const { id, atMollie } = await opened('refunded');
    mollie.pay(atMollie, 'pays');
    await polled(id);
    const refund = await api().post(`/v1/payments/${id}/refund`, '{"amount": "5.00"}', { 'Idempotency-Key': 'back' });
    expect([refund.status, refund.json.refund_status, refund.json.refunded_amount]).toEqual([200, 'PENDING', 0]);
    mollie.carryOut();
    const again = await api().post(`/v1/payments/${id}/refund`, '{"amount": "5.00"}', { 'Idempotency-Key': 'back' });
    expect([again.json.refund_id, mollie.books(atMollie).returned]).toEqual([refund.json.refund_id, 500n]);
  });

  it('says why a card was declined', async () => {
    const { id, atMollie } = await opened('declined');
    mollie.pay(atMollie, 'declines', 'insufficient_funds');
    expect(await polled(id)).toMatchObject({ status: 'FAILED', failure_code: 'insufficient_funds' });
  });

  it('captures later, in part', async () => {
    const { id, atMollie } = await opened('held', { capture: false });
    mollie.pay(atMollie, 'pays');
    expect(await polled(id)).toHaveProperty('authorized_at');
    const captured = await api().post(`/v1/payments/${id}/capture`, '{"amount": "20.00"}');
    expect([captured.status, captured.json.captured_amount]).toEqual([200, 20]);
    expect(mollie.books(atMollie).taken).toBe(2_000n);
  });

  it('refuses what Mollie cannot take, and keeps nothing of it', async () => {
    const before = mollie.requests.length;
    const refused = await Promise.all([
      pay('token', { payment_method: 'tkn_1' }),
      pay('no way back', { return_url: undefined }),
      api().post('/payments', JSON.stringify({ orderId: 1, amount: 25 })),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(refused.slice(0, 2).map(({ json }) => [json.code, json.field])).toEqual([
      ['field_invalid', '/payment_method'],
      ['field_required', '/return_url'],
    ]);
    expect(mollie.requests.length).toBe(before);
  });

  it('has no client secrets: its customers need a redirect', async () => {
    const { id } = await opened('secretless');
    const answer = await api().post(`/v1/payments/${id}/client-secret`, '{}');
    expect(answer.json.code).toBe('client_secret_not_available');
  });

  it('tells nobody its key', () => {
    expect(lines.some((line) => line.includes('"answered'))).toBe(true);
    expect(lines.join('\n')).not.toContain('canary_of_mollie');
  });
});
