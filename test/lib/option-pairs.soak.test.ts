import { type App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { runCdkNag } from '../../lib/cdk-nag.ts';
import { type OptionValues, pairwise } from '../support/pairs.ts';
import { largeStacks } from '../support/stack-limits.ts';
import { appFor, services } from '../support/synth.ts';

type Context = Readonly<Record<string, string>>;

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const off: Context = {};

/** Options that change which resources there are, or who may do what. */
const options: OptionValues<Context> = {
  auth: [off, { auth: 'api-key' }],
  rateLimit: [off, { rateLimitEnabled: 'false' }],
  processor: [
    off,
    { processor: 'stripe,mollie', stripeSecretName: 'payments/stripe', mollieSecretName: 'payments/mollie' },
  ],
  alarmEmail: [off, { alarmEmail: 'alarms@example.com' }],
  dashboard: [off, { dashboard: 'off' }],
  backup: [
    off,
    { backup: 'daily' },
    {
      backup: 'daily',
      vaultLock: 'governance',
      copyVault: 'arn:aws:backup:eu-west-1:210987654321:backup-vault:payments',
    },
  ],
  grpcEdge: [off, { grpcEdge: 'on', certificateArn }],
  permissionsBoundary: [off, { permissionsBoundary: 'company-boundary' }],
  kmsKey: [off, { kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555' }],
  domainName: [off, { domainName: 'payments.example.com', certificateArn }],
  workerConcurrency: [off, { workerConcurrency: '5' }],
  canary: [off, { canary: 'on' }],
  githubRepository: [off, { githubRepository: 'owner/name' }],
  waf: [off, { waf: 'managed' }],
  logRetention: [off, { logRetention: '731' }],
  privateApi: [off, { privateApi: 'vpce-0123456789abcdef0' }],
};

/** The app refuses these pairs with a sentence: test/lib/security-options.soak.test.ts and edge-stack.soak.test.ts. */
const refused: readonly (readonly [string, string])[] = [
  ['auth', 'grpcEdge'],
  ['grpcEdge', 'privateApi'],
  ['domainName', 'privateApi'],
];
const isAllowed = (choice: Readonly<Record<string, Context>>): boolean =>
  !refused.some((pair) => pair.every((name) => Object.keys(choice[name] ?? off).length > 0));

const rows = pairwise(options, isAllowed).map((row): Context => Object.assign({}, ...Object.values(row)));

describe.each([
  ['sandbox', {}],
  ['production', services],
])('stage %s', (stage, base) => {
  it.each(rows)('cdk-nag finds nothing and every stack is small with %j', { timeout: 120_000 }, async (row) => {
    const app: App = await appFor({ ...base, ...row, stage });
    runCdkNag(app);
    const { stacks } = app.synth();
    expect(app.node.children.filter(Stack.isStack)).toHaveLength(stacks.length);
    expect(largeStacks(stacks)).toEqual([]);
  });
});
