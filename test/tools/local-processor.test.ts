import { describe, expect, it } from 'vitest';
import { localProcessor } from '../../tools/start/local-processor.ts';

const key = 'sk_test_canary';
const nothing = () => undefined;
const file = (content: unknown) => () => JSON.stringify(content);

describe('the processor of npm start', () => {
  it('is the simulated one, which has no secret', () => {
    const found = localProcessor({}, { strictOrders: 'true' }, { STRIPE_SECRET_KEY: key }, nothing);
    expect(found).toEqual({ name: 'simulated', context: { strictOrders: 'true' }, secrets: {} });
  });

  it.each([
    ['the environment', {}, { STRIPE_SECRET_KEY: key }, file({ stripe: 'sk_test_other' }), { stripe: key }],
    ['the file', {}, {}, file({ stripe: key, other: 'no' }), { stripe: key }],
    ['an object in the file', {}, {}, file({ stripe: { secret_key: key } }), { stripe: `{"secret_key":"${key}"}` }],
    ['the file, by another name', { stripeSecretName: 'mine' }, {}, file({ mine: key }), { mine: key }],
  ])('is Stripe with the key of %s, which is not in its context', (_where, context, variables, read, secrets) => {
    const options = { processor: 'stripe', 'stripe-url': 'http://localhost:8420', 'stripe-account': 'acct_1' };
    const found = localProcessor(options, context, variables, read);
    expect(found).toEqual({
      name: 'stripe',
      context: {
        processor: 'stripe',
        stripeUrl: 'http://localhost:8420',
        stripeAccount: 'acct_1',
        stripeSecretName: Object.keys(secrets)[0],
      },
      secrets,
    });
  });

  it.each([
    ['the environment', { MOLLIE_API_KEY: 'test_canary' }, file({ mollie: 'test_other' })],
    ['the file', { STRIPE_SECRET_KEY: key }, file({ mollie: 'test_canary', stripe: key })],
  ])('is Mollie with the key of %s, and no key of another provider', (_where, variables, read) => {
    const options = { processor: 'mollie', 'mollie-url': 'http://localhost:8430' };
    expect(localProcessor(options, {}, variables, read)).toEqual({
      name: 'mollie',
      context: { processor: 'mollie', mollieUrl: 'http://localhost:8430', mollieSecretName: 'mollie' },
      secrets: { mollie: 'test_canary' },
    });
  });

  it('may be chosen as for a deployment, too', () => {
    const found = localProcessor({}, { processor: 'stripe' }, { STRIPE_SECRET_KEY: key }, nothing);
    expect([found.name, found.secrets]).toEqual(['stripe', { stripe: key }]);
  });

  it.each([
    ['there is no key', { processor: 'stripe' }, nothing, /Stripe needs a test key/],
    ['the file has another one', { processor: 'stripe' }, file({ other: key }), /Stripe needs a test key/],
    ['the file cannot be read', { processor: 'stripe' }, () => `{"stripe": ${key}}`, /is not a JSON object/],
    ['Mollie has no key', { processor: 'mollie' }, file({ stripe: key }), /Mollie needs a test key: MOLLIE_API_KEY/],
    ["Mollie's address is for nobody", { 'mollie-url': 'http://localhost' }, nothing, /goes with --processor mollie/],
    ['the address is for nobody', { 'stripe-url': 'http://localhost' }, nothing, /go with --processor stripe/],
  ])('is refused if %s, without a word of what is secret', (_what, options, read, message) => {
    const choose = () => localProcessor(options, {}, {}, read);
    expect(choose).toThrow(message);
    expect(choose).not.toThrow(/canary/);
  });
});
