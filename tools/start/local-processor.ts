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

const defaultSecretName = 'stripe';
const secretsFile = join('.local', 'secrets.json');

/**
 * Chooses the processor of a local environment, and the secrets that its functions may read: STRIPE_SECRET_KEY, or else the
 * secret's value in .local/secrets.json. Secrets are never written to templates or shown. Throws Refusal.
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
    throw new Refusal('--stripe-url and --stripe-account require --processor stripe.');
  }
  const secretName = String(context.stripeSecretName ?? defaultSecretName);
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
  throw new Refusal(`${secretsFile} is not a JSON object of secrets by name.`);
}
