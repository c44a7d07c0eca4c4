import { beforeAll, describe, expect, it } from 'vitest';
import { optionNames } from '../../lib/option-names.ts';
import { brokenCalls, type Linked, linkedStacks, refusalsOf } from '../support/deployment.ts';
import { services } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const grpcEdge = { grpcEdge: 'on', certificateArn };
const { tripServiceUrl, notificationServiceUrl, ...stripe } = services;

type Context = Readonly<Record<string, string>>;

/** Options valid in every stage. */
const common: readonly Context[] = [
  {},
  { auth: 'api-key' },
  { rateLimitEnabled: 'false' },
  { rateLimit: '50', rateBurst: '100' },
  { indexShards: '8' },
  { counterShards: '4' },
  { strictOrders: 'true' },
  { onePaymentPerOrder: 'on' },
  { compression: 'off' },
  { alarmEmail: 'alarms@example.com' },
  { dashboard: 'on' },
  { dashboard: 'off' },
  { backup: 'daily' },
  {
    backup: 'daily',
    vaultLock: 'governance',
    copyVault: 'arn:aws:backup:eu-west-1:210987654321:backup-vault:payments',
  },
  { logLevel: 'DEBUG' },
  { eventBus: 'payments' },
  { logRetention: '731' },
  { tracing: 'on' },
  { workerConcurrency: '5' },
  { accountConcurrency: '3000' },
  { canary: 'on' },
  { githubRepository: 'owner/name' },
  { permissionsBoundary: 'company-boundary' },
  { kmsKey: 'off' },
  { kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555' },
  { domainName: 'payments.example.com', certificateArn },
  { waf: 'managed' },
  { privateApi: 'vpce-0123456789abcdef0' },
  { ...stripe },
  { ...stripe, stripeAccount: 'acct_1Example' },
  { ...stripe, processor: 'mollie', mollieSecretName: 'payments/mollie' },
  grpcEdge,
  { ...grpcEdge, grpcClients: '203.0.113.0/24' },
];

/** Each option is deployed over every other option of its stage, and over itself. */
const stages: Readonly<Record<string, Readonly<{ base: Context; options: readonly Context[] }>>> = {
  sandbox: {
    base: {},
    options: [
      ...common,
      { tripServiceUrl },
      { notificationServiceUrl },
      { ...services },
      { ...services, auth: 'api-key' },
      { ...services, ...grpcEdge },
      { emulatorUrl: 'http://localhost:4566' },
      { ...stripe, stripeUrl: 'http://localhost:8420' },
      { ...stripe, processorRoutes: '[{"processor":"stripe"}]' },
      { processor: 'mollie', mollieSecretName: 'payments/mollie', mollieUrl: 'http://localhost:8430' },
    ],
  },
  production: { base: services, options: [...common, { processor: 'simulated', allowSimulatedProcessor: 'true' }] },
};

it('every context option of the app is covered by the option-change tests', () => {
  const changed = new Set(Object.values(stages).flatMap(({ options }) => options.flatMap(Object.keys)));
  expect(optionNames.filter((name) => name !== 'stage' && !changed.has(name))).toEqual([]);
});

describe.each(Object.entries(stages))('stage %s', (stage, { base, options }) => {
  /** Synthesised once each: the pairs only compare names. */
  const synthesised: (readonly [context: Context, stacks: readonly Linked[]])[] = [];
  beforeAll(async () => {
    for (const option of options) synthesised.push([option, await linkedStacks({ ...base, ...option, stage })]);
  });

  it.each(options)('a first deployment with %j succeeds', async (option) => {
    const stacks = synthesised.find(([context]) => context === option)?.[1] ?? [];
    expect(stacks.length).toBeGreaterThan(2);
    expect(refusalsOf([], stacks)).toEqual([]);
  });

  it.each(options)('a deployment with %j over any other option drops no export still in use', (option) => {
    const next = synthesised.find(([context]) => context === option)?.[1] ?? [];
    for (const [context, deployed] of synthesised) {
      expect([context, refusalsOf(deployed, next)]).toEqual([context, []]);
    }
  });

  it.each(options)('a deployment with %j over any other option leaves a function behind every method', (option) => {
    const next = synthesised.find(([context]) => context === option)?.[1] ?? [];
    expect(next.flatMap(({ calls }) => [...calls]).length).toBeGreaterThan(50);
    for (const [context, deployed] of synthesised) {
      expect([context, brokenCalls(deployed, next)]).toEqual([context, []]);
    }
  });
});

const silent = (name: string): Linked => ({
  name,
  exports: new Map(),
  imports: new Set(),
  functions: new Set(),
  calls: new Set(),
});

describe('the check of calls', () => {
  const api = (called: string): Linked => ({ ...silent('api'), calls: new Set([called]) });
  const functions = (...names: string[]): Linked => ({ ...silent('functions'), functions: new Set(names) });

  it.each([
    [
      'an alias that appears after the API calls it',
      [api('f'), functions('f')],
      [api('f:live'), functions('f', 'f:live')],
    ],
    ['an alias that goes while the API still calls it', [api('f:live'), functions('f', 'f:live')], [functions('f')]],
  ])('finds %s', (_, deployed, next) => {
    expect(brokenCalls(deployed, next)).toEqual([expect.stringMatching(/nothing is behind f:live$/)]);
  });

  it('finds nothing if the API calls an alias less before it goes', () => {
    const deployed = [api('f:live'), functions('f', 'f:live')];
    expect(brokenCalls(deployed, [api('f'), functions('f')])).toEqual([]);
  });
});

describe('the check of exports', () => {
  const exporting = (value: string): Linked => ({ ...silent('a'), exports: new Map([['x', value]]) });
  const importing: Linked = { ...silent('b'), imports: new Set(['x']) };

  it.each([
    ['an export that a stack drops while another imports it', [exporting('1'), importing], [silent('a'), silent('b')]],
    [
      'an export whose value changes while another imports it',
      [exporting('1'), importing],
      [exporting('2'), importing],
    ],
    ['an export of a stack that is left deployed', [exporting('1'), importing], [silent('a')]],
    ['an import that no stack exports', [], [importing]],
  ])('the export check refuses %s', (_, deployed, next) => {
    expect(refusalsOf(deployed, next)).toHaveLength(1);
  });

  it.each([
    ['an export that nothing imports any more', [exporting('1'), silent('b')], [silent('a')]],
    ['an export that its importer has dropped before', [exporting('1'), importing], [silent('b'), silent('a')]],
  ])('the export check accepts %s', (_, deployed, next) => {
    expect(refusalsOf(deployed, next)).toEqual([]);
  });
});
