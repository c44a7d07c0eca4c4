import { type OptionValues, pairwise } from './pairs.ts';
import { services } from './synth.ts';

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
  eventBus: [off, { eventBus: 'payments' }],
  githubRepository: [off, { githubRepository: 'owner/name' }],
  waf: [off, { waf: 'managed' }],
  logRetention: [off, { logRetention: '731' }],
  tracing: [off, { tracing: 'on' }],
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

/** Contexts of a sandbox and of a kept stage, few enough to synthesise, in which every pair of options occurs. */
export const optionPairs: Readonly<Record<'sandbox' | 'production', readonly Context[]>> = {
  sandbox: rows.map((row) => ({ ...row, stage: 'sandbox' })),
  production: rows.map((row) => ({ ...services, ...row, stage: 'production' })),
};
