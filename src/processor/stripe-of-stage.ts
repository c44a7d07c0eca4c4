import * as z from 'zod/mini';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Secrets } from '../runtime/secrets.ts';
import { secretsManager } from '../runtime/secrets-manager.ts';
import { type Processor, ProcessorTrouble } from './port.ts';
import { stripeProcessor } from './stripe/stripe.ts';
import { withSecret } from './with-secret.ts';

/** A secret is the key alone, or an object, as Secrets Manager's console makes them. */
const SecretObject = z.object({ secret_key: z.string() });

/** Cached for the life of the execution environment. */
let shared: Secrets | undefined;

function ofEnvironment(call: Io['call']): Secrets {
  shared ??= secretsManager(call);
  return shared;
}

/** Stripe as the function's environment describes it: lib/processor-options.ts. */
export function stripeOfStage(io: Io): Processor {
  const name = optionalEnv('STRIPE_SECRET_NAME');
  const account = optionalEnv('STRIPE_ACCOUNT');
  const url = optionalEnv('STRIPE_URL');
  const secrets = io.secrets ?? ofEnvironment(io.call);
  let secret = '';
  return withSecret((secretKey) => stripeProcessor(io, { secretKey, account, url }), {
    async read() {
      if (name === undefined) throw misconfigured('this stage has no Stripe: deploy it with -c processor=stripe');
      secret = await secrets.read(name);
      return requireMode(keyIn(secret));
    },
    forget: () => name !== undefined && secrets.forget(name, secret),
  });
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

/** Real money moves in kept stages, and nowhere else. */
function requireMode(key: string): string {
  const mode = optionalEnv('STRIPE_KEYS') === 'live' ? 'live' : 'test';
  if (new RegExp(`^[sr]k_${mode}_`).test(key)) return key;
  throw misconfigured(`the secret is no ${mode} key: kept stages have live keys, all others test keys`);
}

const misconfigured = (message: string) => new ProcessorTrouble('misconfigured', message);
