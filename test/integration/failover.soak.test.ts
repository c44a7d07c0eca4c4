import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../src/runtime/io.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { MemoryMollie } from '../processor/mollie/memory-mollie.ts';
import { MemoryStripe, pays } from '../processor/stripe/memory-stripe.ts';
import { clientOf } from '../support/client.ts';
import { serveCall } from '../support/serve-call.ts';

const stripe = new MemoryStripe();
const mollie = new MemoryMollie();
/** `silent`: it opens intents and carries out what it is told, but its answers about an opened intent are lost. */
let stripeIs: 'up' | 'down' | 'silent' = 'up';

const overABadNetwork: Io['call'] = async (url, request) => {
  if (stripeIs === 'down') throw new Error('nobody is there');
  const answer = await stripe.call(url, request);
  const opens = request.method === 'POST' && new URL(url).pathname === '/v1/payment_intents';
  if (stripeIs === 'silent' && !opens) throw new Error('the answer is lost');
  return answer;
};

let servers: Awaited<ReturnType<typeof serveCall>>[];
let environment: Environment;

beforeAll(async () => {
  const [atStripe, atMollie] = [await serveCall(overABadNetwork, 'sk_test_1'), await serveCall(mollie.call, 'test_1')];
  servers = [atStripe, atMollie];
  environment = await startEnvironment({
    ports: [0],
    context: {
      processor: 'stripe,mollie',
      ...{ stripeSecretName: 'stripe', stripeUrl: atStripe.url },
      ...{ mollieSecretName: 'mollie', mollieUrl: atMollie.url },
    },
    secrets: { stripe: 'sk_test_1', mollie: 'test_1' },
  });
});
afterAll(async () => {
  await environment.stop();
  for (const { stop } of servers) stop();
});
beforeEach(async () => {
  stripeIs = 'up';
  // Breakers admit again.
  await environment.advanceClock(60_000);
});

const api = () => clientOf(environment.urls[0] ?? '');
const fields = { amount: '25.00', currency: 'EUR', return_url: 'https://shop.example.com/back' };
const pay = (key: string, but: object = {}) =>
  api().post('/v1/payments', JSON.stringify({ ...fields, ...but }), { 'Idempotency-Key': key });
const get = async (id: unknown) => (await api().get(`/v1/payments/${id}`)).json;
/** Without Mollie's lists of the profile, which are read once an hour, whatever becomes of a payment. */
const requests = () => ({
  stripe: stripe.requests.length,
  mollie: mollie.requests.filter(({ url }) => !/\/v2\/(chargebacks|refunds)\?/.test(url)).length,
});
const intentOf = (key: string) => [...stripe.intents.values()].find(({ metadata }) => metadata.key === key);

/** Time for the sweeper and the poller to ask about everything that waits. */
async function whileTimePasses() {
  await environment.caughtUp();
  await environment.advanceClock(10 * 60_000);
}

describe('Stripe is down before a payment is opened', () => {
  it('is charged by Mollie, and not asked for again after it is back', async () => {
    stripeIs = 'down';
    const before = requests();
    const created = await pay('down');
    expect([created.status, created.json.next_action]).toMatchObject([201, { type: 'redirect' }]);
    stripeIs = 'up';
    mollie.pay([...mollie.payments.keys()].at(-1) ?? '', 'pays');
    await whileTimePasses();
    expect(await get(created.json.payment_id)).toMatchObject({ status: 'SUCCESS' });
    expect((await pay('down')).json.payment_id).toBe(created.json.payment_id);
    expect(requests().stripe).toBe(before.stripe);
  });
});

describe('Stripe goes silent after it was told to charge', () => {
  it('leaves the payment with Stripe, which turns out to have charged it once', async () => {
    stripeIs = 'silent';
    const before = requests();
    const silent = await pay('charged', { payment_method: pays, metadata: { key: 'charged' } });
    expect([silent.status, silent.json.code]).toEqual([503, 'processor_unavailable']);
    await whileTimePasses();
    expect((await pay('charged', { payment_method: pays, metadata: { key: 'charged' } })).status).toBe(503);
    stripeIs = 'up';
    await whileTimePasses();
    const again = await pay('charged', { payment_method: pays, metadata: { key: 'charged' } });
    expect([again.status, again.json.status]).toEqual([201, 'SUCCESS']);
    expect(stripe.charges(String(again.json.payment_id))).toHaveLength(1);
    expect(requests().mollie).toBe(before.mollie);
  });

  it('keeps its order from Mollie, which could take it, until Stripe says that the intent is dead', async () => {
    const ofOrder = { order_id: '7', one_payment_per_order: true };
    const first = () => pay('first', { ...ofOrder, metadata: { key: 'first' } });
    const before = requests();
    stripeIs = 'silent';
    expect((await first()).status).toBe(503);
    // From now on, a payment that may go to another processor does.
    stripeIs = 'down';
    for (let time = 0; time < 3; time++) {
      await whileTimePasses();
      expect((await first()).status).toBe(503);
    }
    expect(requests().mollie).toBe(before.mollie);

    // Another payment of the order leaves at worst an orphan: nobody is told where it could be paid.
    const refused = await pay('second', ofOrder);
    expect([refused.status, refused.text.includes('mollie')]).toEqual([503, false]);

    stripe.expire(intentOf('first')?.id ?? '');
    stripeIs = 'up';
    await whileTimePasses();
    expect((await first()).json.status).toBe('FAILED');
    stripeIs = 'down';
    const second = await pay('second', ofOrder);
    expect([second.status, second.json.next_action]).toMatchObject([201, { type: 'redirect' }]);
    expect([...mollie.payments.keys()].at(-1)).toBe(String(second.text).match(/tr_\d+/)?.[0]);
  });
});
