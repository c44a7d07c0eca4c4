import { describe, expect, it } from 'vitest';
import { problemOf } from './judged.ts';

const stripeMock = process.env.STRIPE_MOCK_URL;

const sent = (path: string, body: string) =>
  [
    `https://api.stripe.com/v1/${path}`,
    { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body },
  ] as const;

describe.skipIf(stripeMock === undefined)('stripe-mock (skipped unless run by npm run stripe:judges)', () => {
  const problem = (path: string, body: string) => problemOf(String(stripeMock), ...sent(path, body));

  it('accepts an intent as the adapter opens it', async () => {
    const body = 'amount=1050&currency=eur&capture_method=manual&metadata%5Bpayment_id%5D=p-1';
    await expect(problem('payment_intents', body)).resolves.toBeUndefined();
  });

  it.each([
    ['a parameter that is misspelt', 'payment_intents', 'amuont=1050&currency=eur'],
    ['a parameter of another request', 'payment_intents/pi_1/cancel', 'amount_to_capture=5'],
    ['a value that is no number', 'payment_intents', 'amount=ten&currency=eur'],
    ['a word that is none of Stripe', 'payment_intents', 'amount=1050&currency=eur&capture_method=later'],
    ['a path that is none of Stripe', 'payment_intentions', 'amount=1050&currency=eur'],
  ])('rejects %s, so that the tests of the adapter would notice', async (_what, path, body) => {
    await expect(problem(path, body)).resolves.toMatch(/^POST /);
  });
});
