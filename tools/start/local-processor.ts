import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { SecretValues } from '../../hermetic/secrets/secrets-api.ts';
import type { Context } from '../../hermetic/template/project.ts';

type LocalProcessorOptions = Readonly<{
  processor?: string | undefined;
  'stripe-url'?: string | undefined;
  'stripe-account'?: string | undefined;
  'mollie-url'?: string | undefined;
}>;
type Variables = Readonly<Record<string, string | undefined>>;

export type LocalProcessor = Readonly<{ name: string; context: Context; secrets: SecretValues }>;

/** Providers that a local environment may charge by, each with a test key. */
const providers = {
  stripe: { provider: 'Stripe', variable: 'STRIPE_SECRET_KEY', key: 'sk_test_…', live: /\b[sr]k_live_/ },
  mollie: { provider: 'Mollie', variable: 'MOLLIE_API_KEY', key: 'test_…', live: /\blive_/ },
} as const;
type Provider = keyof typeof providers;

const secretsFile = join('.local', 'secrets.json');

/**
 * Chooses the processors of a local environment, and the secrets that its functions may read: STRIPE_SECRET_KEY or MOLLIE_API_KEY,
 * or else the secret's value in .local/secrets.json. Secrets are never written to templates or shown. Throws Refusal.
 */
export function localProcessor(
  options: LocalProcessorOptions,
  given: Context,
  variables: Variables,
  readSecrets: () => string | undefined = readLocalSecrets,
): LocalProcessor {
  const { processor, 'stripe-url': stripeUrl, 'stripe-account': stripeAccount, 'mollie-url': mollieUrl } = options;
  const context: Context = {
    ...given,
    ...(processor !== undefined && { processor }),
    ...(stripeUrl !== undefined && { stripeUrl }),
    ...(stripeAccount !== undefined && { stripeAccount }),
    ...(mollieUrl !== undefined && { mollieUrl }),
  };
  const { processor: chosen = 'simulated' } = context;
  const name = String(chosen);
  const names = name.split(',');
  requireOwn(names, options);
  const wanted = (Object.keys(providers) as Provider[]).filter((one) => names.includes(one));
  const found = wanted.map((one) => {
    const { provider, variable, key, live } = providers[one];
    const secretName = String(context[`${one}SecretName`] ?? one);
    const secret = variables[variable] || secretIn(readSecrets(), secretName);
    if (secret !== undefined && live.test(secret)) {
      throw new CommandRefusal(
        `${provider}'s key is a live key. Only test keys (${key}) are taken here: nothing local moves real money.`,
      );
    }
    if (secret !== undefined) return { option: { [`${one}SecretName`]: secretName }, secret: { [secretName]: secret } };
    throw new CommandRefusal(
      `${provider} needs a test key: ${variable}=${key} npm start -- --processor ${name}, or {"${secretName}": "${key}"} in ${secretsFile}.`,
    );
  });
  return {
    name,
    context: Object.assign({}, context, ...found.map(({ option }) => option)),
    secrets: Object.assign({}, ...found.map(({ secret }) => secret)),
  };
}

function requireOwn(names: readonly string[], options: LocalProcessorOptions): void {
  if (!names.includes('stripe') && (options['stripe-url'] ?? options['stripe-account']) !== undefined) {
    throw new CommandRefusal('--stripe-url and --stripe-account require --processor stripe.');
  }
  if (!names.includes('mollie') && options['mollie-url'] !== undefined) {
    throw new CommandRefusal('--mollie-url requires --processor mollie.');
  }
}

function readLocalSecrets(): string | undefined {
  try {
    return readFileSync(secretsFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A secret is a string or an object, as in Secrets Manager. */
function secretIn(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  const value = objectOf(text)[name];
  if (value === undefined || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** Hides the error of JSON.parse, which would quote a secret. */
function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {}
  throw new CommandRefusal(`${secretsFile} is not a JSON object of secrets by name.`);
}
