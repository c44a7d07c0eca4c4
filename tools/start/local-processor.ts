import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../hermetic/process/command.ts';
import type { SecretValues } from '../../hermetic/secrets/secrets-api.ts';
import type { Context } from '../../hermetic/template/project.ts';

type Options = Readonly<{
  processor?: string | undefined;
  'stripe-url'?: string | undefined;
  'stripe-account'?: string | undefined;
}>;
type Variables = Readonly<Record<string, string | undefined>>;

export type LocalProcessor = Readonly<{ name: string; context: Context; secrets: SecretValues }>;

const standardSecret = 'stripe';
const secretsFile = join('.local', 'secrets.json');

/**
 * The processor of an environment on this machine, and the secrets that its functions may read: STRIPE_SECRET_KEY, or else
 * what .local/secrets.json has under the secret's name. Neither is written into a template, or shown.
 */
export function localProcessor(
  options: Options,
  given: Context,
  variables: Variables,
  readSecrets: () => string | undefined = readLocalSecrets,
): LocalProcessor {
  const { processor, 'stripe-url': stripeUrl, 'stripe-account': stripeAccount } = options;
  const context: Context = {
    ...given,
    ...(processor !== undefined && { processor }),
    ...(stripeUrl !== undefined && { stripeUrl }),
    ...(stripeAccount !== undefined && { stripeAccount }),
  };
  const name = String(context.processor ?? 'simulated');
  if (name !== 'stripe') {
    if (stripeUrl === undefined && stripeAccount === undefined) return { name, context, secrets: {} };
    throw new Refusal('--stripe-url and --stripe-account go with --processor stripe.');
  }
  const secretName = String(context.stripeSecretName ?? standardSecret);
  const secret = variables.STRIPE_SECRET_KEY || secretIn(readSecrets(), secretName);
  if (secret === undefined) {
    throw new Refusal(
      `Stripe needs a test key: STRIPE_SECRET_KEY=sk_test_… npm start -- --processor stripe, or {"${secretName}": "sk_test_…"} in ${secretsFile}.`,
    );
  }
  return { name, context: { ...context, stripeSecretName: secretName }, secrets: { [secretName]: secret } };
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
