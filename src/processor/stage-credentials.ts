import * as z from 'zod/mini';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Secrets } from '../runtime/secrets.ts';
import { secretsManager } from '../runtime/secrets-manager.ts';
import { ProcessorTrouble } from './port.ts';
import type { Credentials, CredentialsSource } from './with-secret.ts';

/** A secret is the key alone, or an object, as Secrets Manager's console makes them. */
const SecretObject = z.object({
  secret_key: z.string(),
  /** Signing secrets of events: two while they are rotated. */
  webhook_secrets: z.optional(z.array(z.string())),
});

/** Cached for the life of the execution environment. */
let shared: Secrets | undefined;

/** The secrets of an invocation: by default those of Secrets Manager. */
export function secretsOf({ secrets, call }: Pick<Io, 'call' | 'secrets'>): Secrets {
  if (secrets !== undefined) return secrets;
  shared ??= secretsManager(call);
  return shared;
}

type Keys = Readonly<{
  /** As the provider's name is in variables: `STRIPE_SECRET_NAME`. */
  prefix: string;
  provider: string;
  /** How a key begins in each of the provider's modes. */
  live: RegExp;
  test: RegExp;
}>;

/** A provider's credentials, from the secret that the function's environment names: lib/processor-options.ts. */
export function stageCredentials(
  io: Pick<Io, 'call' | 'secrets'>,
  { prefix, provider, live, test }: Keys,
): CredentialsSource {
  const name = optionalEnv(`${prefix}_SECRET_NAME`);
  const secrets = secretsOf(io);
  // Real money moves in kept stages, and nowhere else.
  const mode = optionalEnv(`${prefix}_KEYS`) === 'live' ? 'live' : 'test';
  let secret = '';
  return {
    async read() {
      if (name === undefined) {
        throw misconfigured(`this stage names no secret with a key of ${provider}`);
      }
      secret = await secrets.read(name);
      const credentials = credentialsIn(secret);
      if ({ live, test }[mode].test(credentials.key)) return { ...credentials, mode };
      throw misconfigured(`the secret is no ${mode} key: kept stages have live keys, all others test keys`);
    },
    forget: () => name !== undefined && secrets.forget(name, secret),
  };
}

export function credentialsIn(secret: string): Omit<Credentials, 'mode'> {
  if (!secret.startsWith('{')) return { key: secret.trim(), webhookSecrets: [] };
  const parsed = SecretObject.safeParse(objectOf(secret));
  if (parsed.success) return { key: parsed.data.secret_key, webhookSecrets: parsed.data.webhook_secrets ?? [] };
  throw misconfigured('the secret is neither a key nor an object with secret_key and webhook_secrets');
}

/** The error of JSON.parse would quote the secret. */
function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const misconfigured = (message: string) => new ProcessorTrouble('misconfigured', message);
