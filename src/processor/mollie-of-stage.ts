import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { mollieProcessor } from './mollie/mollie.ts';
import type { Processor } from './port.ts';
import { stageCredentials } from './stage-credentials.ts';
import { withSecret } from './with-secret.ts';

/** API keys of a profile. Access tokens (`access_…`) belong to no mode and no profile, so they are refused. */
const keys = { prefix: 'MOLLIE', provider: 'Mollie', live: /^live_/, test: /^test_/ } as const;

/** Mollie as the function's environment describes it: lib/processor-options.ts. */
export function mollieOfStage(io: Io, make: typeof mollieProcessor = mollieProcessor): Processor {
  const url = optionalEnv('MOLLIE_URL');
  const keySpace = optionalEnv('PROCESSOR_KEY_SPACE');
  return withSecret(
    ({ key, webhookSecrets, mode }) =>
      make(io, { apiKey: key, url, keySpace, events: { secrets: webhookSecrets, mode } }),
    stageCredentials(io, keys),
  );
}
