import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../hermetic/process/command.ts';
import type { SecretValues } from '../../hermetic/secrets/secrets-api.ts';
import type { Context } from '../../hermetic/template/project.ts';

type Options = Readonly<{
  processor?: string | undefined;
  'stripe-url'?: string | undefined;
  'stripe-account'?: string | undefined;
  'mollie-url'?: string | undefined;
}>;
type Variables = Readonly<Record<string, string | undefined>>;

export type LocalProcessor = Readonly<{ name: string; context: Context; secrets: SecretValues }>;

/** Providers that an environment on this machine may charge by, each with a test key. */
const providers = {
  stripe: { provider: 'Stripe', variable: 'STRIPE_SECRET_KEY', key: 'sk_test_…' },
  mollie: { provider: 'Mollie', variable: 'MOLLIE_API_KEY', key: 'test_…' },
} as const;

const secretsFile = join('.local', 'secrets.json');

/**
 * The processor of an environment on this machine, and the secrets that its functions may read: STRIPE_SECRET_KEY or
 * MOLLIE_API_KEY, or else what .local/secrets.json has under the secret's name. Neither is written into a template, or shown.
 */
export function localProcessor(
  options: Options,
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
  const name = String(context.processor ?? 'simulated');
  requireOwn(name, options);
  if (name !== 'stripe' && name !== 'mollie') return { name, context, secrets: {} };
  const { provider, variable, key } = providers[name];
  const secretName = String(context[`${name}SecretName`] ?? name);
  const secret = variables[variable] || secretIn(readSecrets(), secretName);
  if (secret === undefined) {
    throw new Refusal(
      `${provider} needs a test key: ${variable}=${key} npm start -- --processor ${name}, or {"${secretName}": "${key}"} in ${secretsFile}.`,
    );
  }
  return { name, context: { ...context, [`${name}SecretName`]: secretName }, secrets: { [secretName]: secret } };
}

function requireOwn(name: string, options: Options): void {
  if (name !== 'stripe' && (options['stripe-url'] ?? options['stripe-account']) !== undefined) {
    throw new Refusal('--stripe-url and --stripe-account go with --processor stripe.');
  }
  if (name !== 'mollie' && options['mollie-url'] !== undefined) {
    throw new Refusal('--mollie-url goes with --processor mollie.');
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

/** A key, or an object of them, as a secret of Secrets Manager is. */
function secretIn(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  const value = objectOf(text)[name];
  if (value === undefined || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** The error of JSON.parse would quote a secret. */
function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {}
  throw new Refusal(`${secretsFile} is not a JSON object of secrets by name.`);
}
