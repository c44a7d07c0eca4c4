import * as z from 'zod/mini';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Secrets } from '../runtime/secrets.ts';
import { secretsManager } from '../runtime/secrets-manager.ts';
import { ProcessorTrouble } from './port.ts';
import type { KeySource } from './with-secret.ts';

/** A secret is the key alone, or an object, as Secrets Manager's console makes them. */
const SecretObject = z.object({ secret_key: z.string() });

/** Cached for the life of the execution environment. */
let shared: Secrets | undefined;

function ofEnvironment(call: Io['call']): Secrets {
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

/** A provider's key, from the secret that the function's environment names: lib/processor-options.ts. */
export function stageKey(io: Pick<Io, 'call' | 'secrets'>, { prefix, provider, live, test }: Keys): KeySource {
  const name = optionalEnv(`${prefix}_SECRET_NAME`);
  const secrets = io.secrets ?? ofEnvironment(io.call);
  // Real money moves in kept stages, and nowhere else.
  const mode = optionalEnv(`${prefix}_KEYS`) === 'live' ? 'live' : 'test';
  let secret = '';
  return {
    async read() {
      if (name === undefined) {
        throw misconfigured(`this stage has no ${provider}: deploy it with -c processor=${prefix.toLowerCase()}`);
      }
      secret = await secrets.read(name);
      const key = keyIn(secret);
      if ({ live, test }[mode].test(key)) return key;
      throw misconfigured(`the secret is no ${mode} key: kept stages have live keys, all others test keys`);
    },
    forget: () => name !== undefined && secrets.forget(name, secret),
  };
}

export function keyIn(secret: string): string {
  if (!secret.startsWith('{')) return secret.trim();
  const parsed = SecretObject.safeParse(objectOf(secret));
  if (parsed.success) return parsed.data.secret_key;
  throw misconfigured('the secret is neither a key nor an object with secret_key');
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
