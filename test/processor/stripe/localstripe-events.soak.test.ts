import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFront } from '../../../emulators/stripe/front.ts';
import { type Environment, startEnvironment } from '../../../tools/start/environment.ts';
import type { EnvironmentEvent } from '../../../tools/start/events.ts';
import { clientOf } from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { localstripe, OfficialLibrary } from './localstripe.ts';

if (localstripe === undefined) {
  it.skip('Events of localstripe: skipped, because it runs only by npm run stripe:judges', () => undefined);
} else {
  const address = localstripe;
  const library = new OfficialLibrary(address);
  const secret = 'whsec_of_localstripe';
  const seen: EnvironmentEvent[] = [];
  let front: Awaited<ReturnType<typeof startFront>>;
  let environment: Environment;

  beforeAll(async () => {
    front = await startFront(0, { localstripe: address, stripeMock: process.env.STRIPE_MOCK_URL });
    environment = await startEnvironment({
      ports: [0],
      context: { processor: 'stripe', stripeSecretName: 'stripe', stripeUrl: front.url, logLevel: 'INFO' },
      secrets: { stripe: JSON.stringify({ secret_key: 'sk_test_123', webhook_secrets: ['whsec_older', secret] }) },
      emit: (event) => seen.push(event),
    });
  });
  afterAll(async () => {
    await sendEvents(secret, []);
    await environment.stop();
    front.close();
  });

  const api = () => clientOf(environment.urls[0] ?? '');

  /** Has localstripe send events of these types to the environment, signed with the secret. */
  async function sendEvents(secret: string, events: readonly string[]) {
    const url = `${environment.urls[0]}/v1/processor-events/stripe`;
    const body = JSON.stringify({ url, secret, events });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(new URL('/_config/webhooks/environment', address), { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  }

  /** A payment whose customer has authenticated at localstripe, which told nobody but by an event. */
  async function authenticated(name: string) {
    const fields = { amount: '25.00', currency: 'EUR', return_url: 'https://shop.example.com/' };
    const body = JSON.stringify({ ...fields, payment_method: await library.methodThatAsks(), metadata: { name } });
    const created = await api().post('/v1/payments', body, { 'Idempotency-Key': name });
    expect([created.status, created.json.status]).toEqual([201, 'PENDING']);
    const intents = await library.stripe.paymentIntents.list({ limit: 100 });
    const intent = intents.data.find(({ metadata }) => metadata.payment_id === created.json.payment_id);
    expect(await library.authenticate(String(intent?.id), true)).toBe(true);
    return String(created.json.payment_id);
  }

  const answersToEvents = () =>
    seen.filter((event) => event.event === 'request').filter(({ path }) => path.includes('/processor-events/'));
  /** Payments that the poller decided, by its log. */
  const decidedByPoller = () =>
    seen
      .filter((event) => event.event === 'log')
      .filter(({ functionName }) => functionName.includes('poll-payments'))
      .map(({ text }) => Number(/"decided":(\d+)/.exec(text)?.[1] ?? 0))
      .reduce((sum, decided) => sum + decided, 0);
  const statusOf = async (id: string) => (await api().get(`/v1/payments/${id}`)).json.status;

  describe('an event that localstripe signs', () => {
    it('settles a payment through the API Gateway template, and not by the poller', async () => {
      await sendEvents(secret, ['payment_intent.succeeded']);
      const id = await authenticated('by-event');
      await eventually(() => expect(answersToEvents()).toHaveLength(1));
      expect(answersToEvents().map(({ status }) => status)).toEqual([200]);
      expect([await statusOf(id), decidedByPoller()]).toEqual(['SUCCESS', 0]);
    });

    it('changes nothing if the stage does not know its secret', async () => {
      await sendEvents('whsec_of_another', ['payment_intent.succeeded']);
      const before = answersToEvents().length;
      const id = await authenticated('forged');
      await eventually(() => expect(answersToEvents().length).toBeGreaterThan(before));
      expect(answersToEvents().at(-1)?.status).toBe(400);
      expect(await statusOf(id)).toBe('PENDING');
    });

    it('is not needed: without any, the poller settles the payment', async () => {
      await sendEvents(secret, []);
      const before = answersToEvents().length;
      const id = await authenticated('by-poller');
      await environment.caughtUp();
      await environment.advanceClock(10 * 60_000);
      expect(await statusOf(id)).toBe('SUCCESS');
      // This payment and the one before it.
      await eventually(() => expect(decidedByPoller()).toBe(2));
      expect(answersToEvents()).toHaveLength(before);
    });
  });
}
