import { createRequire } from 'node:module';
import { Aws } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';
import { isOn } from './switch.ts';

const require = createRequire(import.meta.url);

export const processorNames = ['simulated', 'stripe', 'mollie'] as const;
type StageProcessor = (typeof processorNames)[number];

/** The payment processors of a stage. */
export type ProcessorOptions = Readonly<{
  /** Charge new payments, in the order of preference. */
  names: readonly StageProcessor[];
  /** Rules that send payments to one of them: src/processor/routes.ts. */
  routes: string | undefined;
  /** Providers whose secrets the stage has: those that charge, and those that finish earlier payments. */
  providers: readonly ProviderOptions[];
  /**
   * Processors whose adapters are in the functions. A kept stage has the simulated one only if it allows it, so that no mistake in its
   * settings can make a payment succeed that takes no money.
   */
  adapters: readonly StageProcessor[];
}>;

type ProviderOptions = Readonly<{
  name: Exclude<StageProcessor, 'simulated'>;
  /** Name of a Secrets Manager secret in the stage's account and region. */
  secretName: string;
  url: string | undefined;
  /** Kind of API key that the functions accept. */
  keys: 'live' | 'test';
  /** A connected account of Stripe. */
  account?: string | undefined;
}>;

type Kind = Pick<Stage, 'kind'>['kind'];

/** Reads `-c processor=stripe -c stripeSecretName=…`. The default is the simulated processor, which takes no money. */
export function processorFrom(node: Node, kind: Kind): ProcessorOptions {
  const names = namesIn(String(node.tryGetContext('processor') ?? 'simulated'));
  const isAllowed = isOn(node, 'allowSimulatedProcessor');
  if (names.includes('simulated') && kind === 'kept' && !isAllowed) {
    throw new ContextError(
      'this stage would take no money, because its processor is the simulated one: cdk deploy -c processor=stripe ' +
        '-c stripeSecretName=payments/stripe; to deploy it anyway, add -c allowSimulatedProcessor=true',
    );
  }
  if (names.includes('simulated') && names.length > 1 && kind === 'kept') {
    throw new ContextError(
      'beside another processor, the simulated one would say SUCCESS and take no money whenever the other one is down: cdk deploy -c processor=stripe',
    );
  }
  const context = {
    stripe: { secretName: node.tryGetContext('stripeSecretName'), url: node.tryGetContext('stripeUrl') },
    mollie: { secretName: node.tryGetContext('mollieSecretName'), url: node.tryGetContext('mollieUrl') },
  };
  const has = (name: ProviderOptions['name']) => names.includes(name) || context[name].secretName !== undefined;
  const providers = [
    ...(has('stripe') ? [{ ...providerFrom('stripe', context.stripe, kind), account: accountFrom(node) }] : []),
    ...(has('mollie') ? [providerFrom('mollie', context.mollie, kind)] : []),
  ];
  return {
    names,
    routes: routesFrom(node, names),
    providers,
    adapters: [...(kind !== 'kept' || isAllowed ? (['simulated'] as const) : []), ...providers.map(({ name }) => name)],
  };
}

function namesIn(text: string): readonly StageProcessor[] {
  return text.split(',').map((asked, index, all) => {
    const name = processorNames.find((one) => one === asked);
    if (name === undefined) {
      throw new ContextError(
        `processor "${asked}" must be stripe, mollie or simulated: cdk deploy -c processor=stripe`,
      );
    }
    if (all.indexOf(asked) === index) return name;
    throw new ContextError(
      `processor "${text}" names ${asked} twice: cdk deploy -c processor=${[...new Set(all)].join()}`,
    );
  });
}

function routesFrom(node: Node, names: readonly string[]): string | undefined {
  const given: unknown = node.tryGetContext('processorRoutes');
  if (given === undefined) return undefined;
  // cdk.json may hold the array itself.
  const routes = typeof given === 'string' ? given : JSON.stringify(given);
  // Loaded only where there are routes: with an import, the app would have to be synthesised again after each edit of src/domain.
  const { readRoutes }: typeof import('../src/processor/routes.ts') = require('../src/processor/routes.ts');
  try {
    readRoutes(routes, names);
    return routes;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'RoutesError')) throw error;
    throw new ContextError(
      `processorRoutes: ${error.message}: cdk deploy -c 'processorRoutes=[{"processor":"mollie","methods":["wallet"]}]'`,
    );
  }
}

function accountFrom(node: Node): string | undefined {
  const account = text(node.tryGetContext('stripeAccount'));
  if (account !== undefined && !/^acct_[A-Za-z0-9]+$/.test(account)) {
    throw new ContextError(`stripeAccount "${account}" is not a connected account: cdk deploy -c stripeAccount=acct_…`);
  }
  return account;
}

function providerFrom(
  name: ProviderOptions['name'],
  context: Readonly<{ secretName: unknown; url: unknown }>,
  kind: Kind,
): ProviderOptions {
  const secretName = text(context.secretName);
  if (secretName === undefined || !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(secretName)) {
    throw new ContextError(
      `${name}SecretName must be the name of the Secrets Manager secret with the API key: cdk deploy -c ${name}SecretName=payments/${name}`,
    );
  }
  const url = text(context.url);
  if (url !== undefined && kind === 'kept') {
    throw new ContextError(`${name}Url is only allowed in local and sandbox stages: cdk deploy -c stage=sandbox`);
  }
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ContextError(
      `${name}Url "${url}" is not an http address: cdk deploy -c ${name}Url=http://localhost:8420`,
    );
  }
  return { name, secretName, url: url?.replace(/\/+$/, ''), keys: kind === 'kept' ? 'live' : 'test' };
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** Environment variables of functions that call processors. src/processor/chosen-processors.ts and *-of-stage.ts read them. */
export function processorVariables({ name, processor }: Stage): Readonly<Record<string, string>> {
  const { names, routes, providers } = processor;
  const own = {
    PROCESSOR: names.join(','),
    // Stages may share a provider's account, where their orders are numbered alike. docs/decisions/0109
    PROCESSOR_KEY_SPACE: `${Aws.ACCOUNT_ID}/${Aws.REGION}/${name}`,
    ...(routes !== undefined && { PROCESSOR_ROUTES: routes }),
  };
  return Object.assign(own, ...providers.map(variablesOf));
}

function variablesOf({ name, secretName, account, url, keys }: ProviderOptions): Readonly<Record<string, string>> {
  const prefix = name.toUpperCase();
  return {
    [`${prefix}_SECRET_NAME`]: secretName,
    [`${prefix}_KEYS`]: keys,
    ...(account !== undefined && { [`${prefix}_ACCOUNT`]: account }),
    ...(url !== undefined && { [`${prefix}_URL`]: url }),
  };
}
