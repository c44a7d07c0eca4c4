import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/currency.ts';
import type { Charge } from '../../../src/processor/port.ts';
import type { StripeSettings } from '../../../src/processor/stripe/client.ts';
import { encodeForm, type StripeForm } from '../../../src/processor/stripe/form.ts';
import { refusal } from '../../support/refusals.ts';
import { chargeOf, eur } from '../contract.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { stripeOn } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

/** The requests that open and execute a payment. */
async function sentFor(but: Partial<Charge> = {}, settings: Partial<StripeSettings> = {}) {
  const stripe = new MemoryStripe();
  const { open, execute } = stripeOn(stripe.call, settings);
  const charge = chargeOf({ paymentId: 'p-1', token: pays, ...but });
  await execute(await open('pay:p-1:0:0', charge), charge);
  const [opening, executing] = stripe.requests.map(({ method, headers, body }) => ({
    method,
    headers,
    parameters: Object.fromEntries(new URLSearchParams(body)),
  }));
  return { opening, executing };
}

describe('what Stripe is sent', () => {
  it('opens an intent that is not confirmed, and leads back to its payment', async () => {
    const { opening } = await sentFor({ amount: eur(1_050n), metadata: { basket: 'b-7' }, generation: 2 });
    expect(opening?.parameters).toEqual({
      amount: '1050',
      currency: 'eur',
      capture_method: 'automatic',
      payment_method: pays,
      'payment_method_types[0]': 'card',
      description: 'Payment p-1',
      'metadata[basket]': 'b-7',
      'metadata[payment_id]': 'p-1',
      'metadata[generation]': '2',
      'metadata[payment_service]': 'test',
    });
  });

  it.each<[string, Partial<Charge>, Record<string, string>]>([
    ['is captured later', { captureLater: true }, { capture_method: 'manual' }],
    ['is of a saved payment method', { customer: 'cus_1', offSession: true }, { customer: 'cus_1' }],
    ['has words for the statement', { statementDescriptor: 'ORDER 7' }, { statement_descriptor_suffix: 'ORDER 7' }],
    [
      'is by UPI',
      { method: 'upi', amount: { minor: 100n, currency: 'INR' as Currency }, statementDescriptor: 'ORDER 7' },
      { 'payment_method_types[0]': 'upi', currency: 'inr', statement_descriptor: 'ORDER 7' },
    ],
    [
      'is by a wallet',
      { method: 'wallet' },
      { 'automatic_payment_methods[enabled]': 'true', 'automatic_payment_methods[allow_redirects]': 'never' },
    ],
    [
      'is by a wallet that may redirect',
      { method: 'wallet', returnUrl: 'https://shop.example.com/back' },
      { 'automatic_payment_methods[allow_redirects]': 'always' },
    ],
    [
      'is chosen in a browser',
      { token: undefined },
      { 'automatic_payment_methods[enabled]': 'true', 'automatic_payment_methods[allow_redirects]': 'always' },
    ],
  ])('opens a payment that %s', async (_what, but, parameters) => {
    const { opening } = await sentFor(but);
    expect(opening?.parameters).toMatchObject(parameters);
  });

  it.each<[string, Partial<Charge>, Record<string, string>]>([
    ['asks the customer', { returnUrl: 'https://shop.example.com/' }, { return_url: 'https://shop.example.com/' }],
    ['asks the customer in an app', {}, {}],
    ['cannot ask', { mayAskCustomer: false, returnUrl: 'https://a.b/' }, { error_on_requires_action: 'true' }],
    ['has no customer present', { mayAskCustomer: false, offSession: true }, { off_session: 'true' }],
  ])('confirms a payment that %s', async (_what, but, parameters) => {
    const { executing } = await sentFor(but);
    expect(executing?.parameters).toEqual({ 'expand[0]': 'latest_charge.balance_transaction', ...parameters });
  });

  it('carries the pinned version, and a key on what has no state to protect it', async () => {
    const { opening, executing } = await sentFor();
    expect(opening?.headers).toEqual({
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      Authorization: 'Bearer sk_test_123',
      'Content-Type': 'application/x-www-form-urlencoded',
      'Idempotency-Key': expect.stringMatching(/^pay:p-1:0:0:[0-9a-f]{64}$/),
      'Stripe-Version': Stripe.API_VERSION,
    });
    expect(executing?.headers).not.toHaveProperty('Idempotency-Key');
  });

  it('names a connected account, in the intent too', async () => {
    const { opening, executing } = await sentFor({}, { account: 'acct_7' });
    expect(opening?.headers).toHaveProperty('Stripe-Account', 'acct_7');
    expect(executing?.headers).toHaveProperty('Stripe-Account', 'acct_7');
    const { open } = stripeOn(new MemoryStripe().call, { account: 'acct_7' });
    await expect(open('k', chargeOf({ token: pays }))).resolves.toMatchObject({ account: 'acct_7' });
  });

  it('goes to another address where one is set', async () => {
    const stripe = new MemoryStripe();
    const urls: string[] = [];
    const { open } = stripeOn(
      (url, request) => {
        urls.push(url);
        return stripe.call(url, request);
      },
      { url: 'http://localhost:12111' },
    );
    await open('k', chargeOf({ token: pays }));
    expect(urls).toEqual(['http://localhost:12111/v1/payment_intents']);
  });

  it('WooCommerce#2339: a retry has the same key, and a changed fare another one', async () => {
    const keyOf = async (but: Partial<Charge>) => (await sentFor(but)).opening?.headers['Idempotency-Key'];
    const key = await keyOf({});
    await expect(keyOf({})).resolves.toBe(key);
    await expect(keyOf({ amount: eur(2_600n) })).resolves.not.toBe(key);
    await expect(keyOf({ metadata: { basket: 'b-8' } })).resolves.not.toBe(key);
  });

  it('holds what Stripe can take of metadata, and always what is ours', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`n${index}`, 'v']));
    const { opening } = await sentFor({ metadata: { ...many, payment_id: 'x' } });
    const sent = Object.keys(opening?.parameters ?? {}).filter((name) => name.startsWith('metadata['));
    expect(sent).toHaveLength(50);
    expect(opening?.parameters).toMatchObject({
      'metadata[payment_id]': 'p-1',
      'metadata[generation]': '0',
      'metadata[payment_service]': 'test',
    });
  });

  it('leaves out metadata that Stripe would refuse, or take for a deletion', async () => {
    const { opening } = await sentFor({ metadata: { 'a[b]': 'y', empty: '', kept: 'z' } });
    const sent = Object.keys(opening?.parameters ?? {}).filter((name) => name.startsWith('metadata'));
    expect(sent).toEqual(['kept', 'payment_id', 'generation', 'payment_service'].map((name) => `metadata[${name}]`));
  });

  it.each<[string, Partial<Charge>, Parameters<typeof refusal>]>([
    ['cash', { method: 'cash' }, ['field_invalid', { field: '/method' }]],
    ['KWD to the fils', { amount: { minor: 1n, currency: 'KWD' as Currency } }, ['amount_precision', {}]],
    [
      'no payment method, from a contract that cannot ask for one',
      { token: undefined, mayAskCustomer: false },
      ['field_required', { field: '/payment_method' }],
    ],
  ])('is nothing at all for %s', async (_what, but, expected) => {
    const stripe = new MemoryStripe();
    const opened = stripeOn(stripe.call).open('k', chargeOf({ token: pays, ...but }));
    await expect(opened).rejects.toEqual(refusal(...expected));
    expect(stripe.requests).toEqual([]);
  });
});

describe('the form encoding', () => {
  /** The form as the official library would send it, decoded. */
  async function ofLibrary(parameters: object): Promise<[string, string][]> {
    let body = '';
    const makeRequest = (...[, , , , , data]: string[]) => {
      body = String(data);
      return Promise.reject(new Error('far enough'));
    };
    const httpClient = { getClientName: () => 'none', makeRequest } as unknown as Stripe.HttpClient;
    const library = new Stripe('sk_test_1', { httpClient, maxNetworkRetries: 0 });
    await library.paymentIntents.create(parameters as Stripe.PaymentIntentCreateParams).catch(() => undefined);
    return [...new URLSearchParams(body)];
  }

  it.each<[string, StripeForm]>([
    ['plain values', { amount: 1_050n, currency: 'eur', confirm: true }],
    ['what is undefined', { amount: 1n, customer: undefined }],
    ['lists', { expand: ['latest_charge', 'customer'], payment_method_types: [] }],
    [
      'objects within objects',
      { metadata: { payment_id: 'p', 'a b': 'c' }, automatic_payment_methods: { enabled: true } },
    ],
    ['signs and scripts', { description: 'a&b=c+d%20 "é" 漢字 🛒', metadata: { 'ü&=': '\n' } }],
  ])("is the official library's: %s", async (_what, form) => {
    const parameters = JSON.parse(
      JSON.stringify(form, (_name, value) => (typeof value === 'bigint' ? Number(value) : value)),
    );
    expect([...new URLSearchParams(encodeForm(form))]).toEqual(await ofLibrary(parameters));
  });
});
