import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Processor } from './port.ts';
import { stageCredentials } from './stage-credentials.ts';
import { stripeProcessor } from './stripe/stripe.ts';
import { withSecret } from './with-secret.ts';

const keys = { prefix: 'STRIPE', provider: 'Stripe', live: /^[sr]k_live_/, test: /^[sr]k_test_/ } as const;

/** Stripe as the function's environment describes it: lib/processor-options.ts. */
export function stripeOfStage(io: Io, make: typeof stripeProcessor = stripeProcessor): Processor {
  const account = optionalEnv('STRIPE_ACCOUNT');
  const url = optionalEnv('STRIPE_URL');
  const keySpace = optionalEnv('PROCESSOR_KEY_SPACE');
  return withSecret(
    ({ key, webhookSecrets, mode }) =>
      make(io, { secretKey: key, account, url, keySpace, events: { secrets: webhookSecrets, mode } }),
    stageCredentials(io, keys),
  );
}
