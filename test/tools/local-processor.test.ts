import { describe, expect, it } from 'vitest';
import { localProcessor } from '../../tools/start/local-processor.ts';

const key = 'sk_test_canary';
const nothing = () => undefined;
const file = (content: unknown) => () => JSON.stringify(content);

describe('the processor of npm start', () => {
  it('is simulated by default, without secrets', () => {
    const found = localProcessor({}, { strictOrders: 'true' }, { STRIPE_SECRET_KEY: key }, nothing);
    expect(found).toEqual({ name: 'simulated', context: { strictOrders: 'true' }, secrets: {} });
  });

  it.each([
    ['the environment', {}, { STRIPE_SECRET_KEY: key }, file({ stripe: 'sk_test_other' }), { stripe: key }],
    ['the file', {}, {}, file({ stripe: key, other: 'no' }), { stripe: key }],
    ['an object in the file', {}, {}, file({ stripe: { secret_key: key } }), { stripe: `{"secret_key":"${key}"}` }],
    ['the file, by another name', { stripeSecretName: 'mine' }, {}, file({ mine: key }), { mine: key }],
  ])(
    'is Stripe with the key from %s, which is kept out of the context',
    (_where, context, variables, read, secrets) => {
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
    },
  );

  it.each([
    ['the environment', { MOLLIE_API_KEY: 'test_canary' }, file({ mollie: 'test_other' })],
    ['the file', { STRIPE_SECRET_KEY: key }, file({ mollie: 'test_canary', stripe: key })],
  ])('is Mollie with the key from %s, and no key of another provider', (_where, variables, read) => {
    const options = { processor: 'mollie', 'mollie-url': 'http://localhost:8430' };
    expect(localProcessor(options, {}, variables, read)).toEqual({
      name: 'mollie',
      context: { processor: 'mollie', mollieUrl: 'http://localhost:8430', mollieSecretName: 'mollie' },
      secrets: { mollie: 'test_canary' },
    });
  });

  it.each([
    ['stripe', 'sk_live_canary', { STRIPE_SECRET_KEY: 'sk_live_canary' }, nothing],
    ['stripe', 'rk_live_canary', {}, file({ stripe: { secret_key: 'rk_live_canary' } })],
    ['mollie', 'live_canary', { MOLLIE_API_KEY: 'live_canary' }, nothing],
  ])('is refused with a live key of %s, which is not shown', (processor, canary, variables, read) => {
    const start = () => localProcessor({ processor }, {}, variables, read);
    expect(start).toThrow(/key is a live key\. Only test keys/);
    expect(start).not.toThrow(canary);
  });

  it('can be both, with the key of each', () => {
    const variables = { MOLLIE_API_KEY: 'test_canary', STRIPE_SECRET_KEY: key };
    expect(localProcessor({ processor: 'stripe,mollie' }, {}, variables, nothing)).toEqual({
      name: 'stripe,mollie',
      context: { processor: 'stripe,mollie', stripeSecretName: 'stripe', mollieSecretName: 'mollie' },
      secrets: { stripe: key, mollie: 'test_canary' },
    });
  });

  it('can also be chosen by CDK context, as for a deployment', () => {
    const found = localProcessor({}, { processor: 'stripe' }, { STRIPE_SECRET_KEY: key }, nothing);
    expect([found.name, found.secrets]).toEqual(['stripe', { stripe: key }]);
  });

  it.each([
    ['no key is given', { processor: 'stripe' }, nothing, /Stripe needs a test key/],
    ['the file has only another key', { processor: 'stripe' }, file({ other: key }), /Stripe needs a test key/],
    ['the file is not JSON', { processor: 'stripe' }, () => `{"stripe": ${key}}`, /is not a JSON object/],
    ['Mollie has no key', { processor: 'mollie' }, file({ stripe: key }), /Mollie needs a test key: MOLLIE_API_KEY/],
    [
      'a Mollie URL is given without Mollie',
      { 'mollie-url': 'http://localhost' },
      nothing,
      /requires --processor mollie/,
    ],
    [
      'a Stripe URL is given without Stripe',
      { 'stripe-url': 'http://localhost' },
      nothing,
      /require --processor stripe/,
    ],
  ])('is refused if %s, in a message without secrets', (_what, options, read, message) => {
    const choose = () => localProcessor(options, {}, {}, read);
    expect(choose).toThrow(message);
    expect(choose).not.toThrow(/canary/);
  });
});
