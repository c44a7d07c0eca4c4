import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';
import { resolvedOf } from '../support/resolved.ts';
import { services, templatesFor } from '../support/synth.ts';

const root = join(import.meta.dirname, '..', '..');
const { processor: _processor, stripeSecretName: _name, ...withoutProcessor } = services;
const kept = { stage: 'production', ...withoutProcessor };
const stripe = { processor: 'stripe', stripeSecretName: 'payments/stripe' };
const mollie = { processor: 'mollie', mollieSecretName: 'payments/mollie' };

/** Environment variables of each function of a stage, by short name. */
async function variablesIn(context: Readonly<Record<string, string>>) {
  const functions = resolvedOf(await templatesFor(context), 'AWS::Lambda::Function');
  return new Map<string, Readonly<Record<string, string>>>(
    functions.map(({ properties }) => [
      String(properties.FunctionName).replace(/^payment-service-[a-z]+-/, ''),
      properties.Environment.Variables,
    ]),
  );
}

/** Names of the secrets that any function of a stage may read. */
async function secretsIn(context: Readonly<Record<string, string>>) {
  const statements = resolvedOf(await templatesFor(context), 'AWS::IAM::Policy').flatMap(
    ({ properties }) => properties.PolicyDocument.Statement,
  );
  const resources = statements.filter(({ Action }) => String(Action).startsWith('secretsmanager:'));
  return new Set(resources.flatMap(({ Resource }) => [Resource].flat().map((arn) => arn.replace(/^.*:secret:/, ''))));
}

/** Routes of at least so many characters. */
function routesOf(length: number): string {
  const route = { processor: 'stripe', currencies: ['EUR'], upTo: '5.00' };
  const count = Math.ceil(length / (JSON.stringify(route).length + 1));
  return JSON.stringify(Array.from({ length: count }, () => route));
}

const live = { STRIPE_SECRET_NAME: 'payments/stripe', STRIPE_KEYS: 'live' };

const ofProcessor = (variables: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    Object.entries(variables).filter(([name]) => /^(PROCESSOR$|PROCESSOR_ROUTES$|STRIPE_|MOLLIE_)/.test(name)),
  );

describe('the processor of a stage', () => {
  it('gets keys by which it tells this stage from every other, the same from all functions', async () => {
    const spacesOf = async (stage: string, more: Readonly<Record<string, string>>) =>
      [...(await variablesIn({ stage, ...withoutProcessor, ...more })).values()]
        .filter(({ PROCESSOR }) => PROCESSOR !== undefined)
        .map(({ PROCESSOR_KEY_SPACE: keySpace }) => keySpace);
    const spaces = [
      await spacesOf('sandbox', {}),
      await spacesOf('sandbox-two', {}),
      await spacesOf('production', stripe),
    ];
    expect(spaces.map((all) => new Set(all).size)).toEqual([1, 1, 1]);
    expect(new Set(spaces.flat()).size).toBe(3);
    expect(spaces.flat().at(-1)).toMatch(/^\d{12}\/[a-z0-9-]+\/production$/);
  });

  it('the default processor is the simulated one', async () => {
    const variables = await variablesIn({ stage: 'sandbox' });
    expect(ofProcessor(variables.get('create-payment'))).toEqual({ PROCESSOR: 'simulated' });
  });

  it.each([
    ['production', {}, { STRIPE_KEYS: 'live' }],
    ['production', { stripeAccount: 'acct_1A' }, { STRIPE_KEYS: 'live', STRIPE_ACCOUNT: 'acct_1A' }],
    ['sandbox', {}, { STRIPE_KEYS: 'test' }],
    ['sandbox', { stripeUrl: 'http://localhost:8420/' }, { STRIPE_KEYS: 'test', STRIPE_URL: 'http://localhost:8420' }],
  ])('in stage %s with %j, functions get the settings of Stripe', async (stage, more, wanted) => {
    const variables = await variablesIn({ stage, ...withoutProcessor, ...stripe, ...more });
    const all = { PROCESSOR: 'stripe', STRIPE_SECRET_NAME: 'payments/stripe', ...wanted };
    expect(ofProcessor(variables.get('create-payment'))).toEqual(all);
    expect(ofProcessor(variables.get('poll-payments'))).toEqual(all);
  });

  it.each([
    ['production', {}, { MOLLIE_KEYS: 'live' }],
    ['sandbox', {}, { MOLLIE_KEYS: 'test' }],
    ['sandbox', { mollieUrl: 'http://localhost:8430/' }, { MOLLIE_KEYS: 'test', MOLLIE_URL: 'http://localhost:8430' }],
    ['production', { stripeSecretName: 'payments/stripe' }, { ...live, MOLLIE_KEYS: 'live' }],
  ])(
    '%s: with Mollie and %j, the functions get the settings of every processor with a secret',
    async (stage, more, wanted) => {
      const variables = await variablesIn({ stage, ...withoutProcessor, ...mollie, ...more });
      const all = { PROCESSOR: 'mollie', MOLLIE_SECRET_NAME: 'payments/mollie', ...wanted };
      expect(ofProcessor(variables.get('create-payment'))).toEqual(all);
      expect(ofProcessor(variables.get('get-payment'))).toEqual({});
    },
  );

  it('functions may read the secrets of their processors and no other', async () => {
    const both = { ...kept, ...mollie, stripeSecretName: 'payments/stripe' };
    expect(await secretsIn({ ...kept, ...mollie })).toEqual(new Set(['payments/mollie-??????']));
    expect(await secretsIn(both)).toEqual(new Set(['payments/mollie-??????', 'payments/stripe-??????']));
  });

  it('a stage may have two processors, and routes between them', async () => {
    const processorRoutes = '[{"processor":"mollie","methods":["wallet"]}]';
    const both = { ...kept, ...mollie, ...stripe, processor: 'stripe,mollie', processorRoutes };
    expect(ofProcessor((await variablesIn(both)).get('create-payment'))).toEqual({
      PROCESSOR: 'stripe,mollie',
      PROCESSOR_ROUTES: processorRoutes,
      ...live,
      MOLLIE_SECRET_NAME: 'payments/mollie',
      MOLLIE_KEYS: 'live',
    });
  });

  it('only functions that call the processor get its settings', async () => {
    const variables = await variablesIn({ ...kept, ...stripe });
    const told = [...variables].filter(([, own]) => Object.keys(ofProcessor(own)).length > 0).map(([name]) => name);
    const asking = globSync('functions/*/*.ts', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('/src/processor/'),
    );
    const names = asking.map((file) => file.replace(/^.*[\\/]|\.ts$/g, ''));
    expect(new Set(told)).toEqual(new Set(names));
    const lines = [...routes, ...workers].filter(({ asksProcessor }) => asksProcessor).map(({ name }) => name);
    expect(new Set(lines)).toEqual(new Set(names));
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['it is kept and names no processor', kept, 'would take no money'],
    [
      'it is kept and simulated without permission',
      { ...kept, processor: 'simulated' },
      '-c allowSimulatedProcessor=true',
    ],
    ['the processor is unknown', { stage: 'sandbox', processor: 'abacus' }, 'processor "abacus" must be'],
    ['Stripe has no secret', { stage: 'sandbox', processor: 'stripe' }, 'stripeSecretName must be'],
    ['the secret is a key', { ...kept, ...stripe, stripeSecretName: 'sk live' }, 'stripeSecretName must be'],
    ['the account is malformed', { ...kept, ...stripe, stripeAccount: 'me' }, 'stripeAccount "me"'],
    [
      'it is kept and has its own Stripe address',
      { ...kept, ...stripe, stripeUrl: 'http://localhost' },
      'stripeUrl is only allowed',
    ],
    ['Mollie has no secret', { stage: 'sandbox', processor: 'mollie' }, 'mollieSecretName must be'],
    [
      'it is kept and has its own Mollie address',
      { ...kept, ...mollie, mollieUrl: 'http://localhost' },
      'mollieUrl is only allowed',
    ],
    [
      'one of two processors is unknown',
      { ...kept, ...stripe, processor: 'stripe,paypal' },
      'processor "paypal" must be',
    ],
    [
      'a route names a processor that the stage does not have',
      { ...kept, ...stripe, processorRoutes: '[{"processor":"mollie"}]' },
      "routes/0: mollie is not among the stage's processors, stripe",
    ],
    ['the address is not http', { stage: 'sandbox', ...stripe, stripeUrl: 'localhost' }, 'stripeUrl "localhost"'],
    [
      'its routes do not fit into the environment of a function',
      { ...kept, ...stripe, processorRoutes: routesOf(4_000) },
      'processorRoutes is too long: the environment variables of function create-order-payment would have',
    ],
    [
      'its routes fit alone, but not beside an address',
      {
        ...kept,
        ...stripe,
        processorRoutes: routesOf(1_500),
        tripServiceUrl: `https://trips.example.com/${'x'.repeat(2_500)}`,
      },
      'tripServiceUrl is too long: the environment variables of function charge-trip would have',
    ],
  ])('a stage is refused if %s', async (_what, context, reason) => {
    await expect(templatesFor(context)).rejects.toThrow(reason);
  });

  it('routes of two kilobytes fit into the environment of every function', async () => {
    const processorRoutes = routesOf(2_000);
    const variables = await variablesIn({ ...kept, ...stripe, ...mollie, processor: 'stripe,mollie', processorRoutes });
    expect(variables.get('create-payment')).toMatchObject({ PROCESSOR_ROUTES: processorRoutes });
  });

  it('a kept stage may have the simulated processor if it says so', async () => {
    const variables = await variablesIn({ ...kept, allowSimulatedProcessor: 'true' });
    expect(ofProcessor(variables.get('create-payment'))).toEqual({ PROCESSOR: 'simulated' });
  });
});
