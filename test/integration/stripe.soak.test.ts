import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { asks, declines, MemoryStripe, pays } from '../processor/stripe/memory-stripe.ts';
import { clientOf } from '../support/client.ts';
import { serveCall } from '../support/serve-call.ts';
import { signedByStripe } from '../support/signed-by-stripe.ts';

const key = 'sk_test_canary_of_stripe';
const webhook = 'whsec_canary_of_stripe';
const secret = JSON.stringify({ secret_key: key, webhook_secrets: [webhook] });
const stripe = new MemoryStripe();
const lines: string[] = [];
let server: Awaited<ReturnType<typeof serveCall>>;
let environment: Environment;

beforeAll(async () => {
  server = await serveCall(stripe.call, key);
  environment = await startEnvironment({
    ports: [0],
    context: { processor: 'stripe', stripeSecretName: 'stripe', stripeUrl: server.url, logLevel: 'DEBUG' },
    secrets: { stripe: secret },
    emit: (event) => lines.push(JSON.stringify(event)),
  });
});
afterAll(async () => {
  await environment.stop();
  server.stop();
});

const api = () => clientOf(environment.urls[0] ?? '');
const pay = (name: string, fields: object) =>
  api().post('/v1/payments', JSON.stringify({ amount: '25.00', currency: 'EUR', ...fields }), {
    'Idempotency-Key': name,
  });

describe('an environment that charges by Stripe', () => {
  it('captures a payment once, although the request is repeated', async () => {
    const paid = await pay('paid', { payment_method: pays });
    expect([paid.status, paid.json.status]).toEqual([201, 'SUCCESS']);
    const again = await pay('paid', { payment_method: pays });
    expect([again.status, again.text]).toEqual([201, paid.text]);
    expect([...stripe.intents.values()].filter(({ status }) => status === 'succeeded')).toHaveLength(1);
  });

  it('is told of that by an event, too, which changes nothing and is not sent again', async () => {
    const { json } = await pay('paid', { payment_method: pays });
    const intent = [...stripe.intents.values()].find(({ metadata }) => metadata.payment_id === json.payment_id);
    const created = Math.floor(environment.now() / 1_000);
    const body = JSON.stringify({
      ...{ id: 'evt_1', type: 'payment_intent.succeeded', created, livemode: false },
      data: { object: { id: intent?.id, object: 'payment_intent', metadata: intent?.metadata } },
    });
    const headers = { 'Stripe-Signature': signedByStripe(body, webhook, environment.now()) };
    const answers = [await api().post('/v1/processor-events/stripe', body, headers)];
    answers.push(await api().post('/v1/processor-events/stripe', body, headers));
    expect(answers.map((answer) => [answer.status, answer.json])).toEqual([
      [200, { handled: 'reconciled' }],
      [200, { handled: 'reconciled' }],
    ]);
    const now = (await api().get(`/v1/payments/${json.payment_id}`)).json;
    expect(now).toEqual({ ...json, fee_amount: 0.61, net_amount: 24.39 });
  });

  it('reports declines, and payments that wait for the customer to authenticate', async () => {
    const declined = await pay('declined', { payment_method: declines });
    expect([declined.status, declined.json.failure_code]).toEqual([402, 'card_declined']);
    const asked = await pay('asked', { payment_method: asks, return_url: 'https://shop.example.com/' });
    expect([asked.status, asked.json.status]).toEqual([201, 'PENDING']);
    expect(asked.json.next_action).toMatchObject({ type: 'redirect' });
  });

  it('gives a browser a client secret, which it does not log, to pay a payment that was created without a token', async () => {
    const created = await pay('in-a-browser', {});
    expect([created.status, created.json.next_action]).toEqual([201, { type: 'in_app' }]);
    const answer = await api().post(`/v1/payments/${created.json.payment_id}/client-secret`, '{}');
    expect([answer.status, answer.json.client_secret]).toEqual([200, expect.stringMatching(/_secret_x$/)]);
    expect(lines.some((line) => line.includes(String(answer.json.client_secret)))).toBe(false);
  });

  it('keeps its keys out of answers, logs, function variables and its own description', async () => {
    const described = await fetch(`${environment.urls[0]}/_local/environment`, {
      headers: { 'X-Payment-Service': 'local' },
    });
    const everything = [
      await described.text(),
      JSON.stringify([...environment.app().functions.values()]),
      ...lines,
    ].join('\n');
    expect(described.status).toBe(200);
    expect(lines.some((line) => line.includes('"answered'))).toBe(true);
    expect(everything).not.toContain('canary_of_stripe');
  });
});
