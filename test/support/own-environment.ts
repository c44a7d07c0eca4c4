import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import type { EnvironmentOptions } from '../../tools/start/environment-options.ts';
import { assemblyVariable } from './target-variables.ts';

/** Context of test environments: several suites send requests at once. */
export const unlimited = { rateLimitEnabled: 'false' };

/** Processes of one function: enough for requests to race, without the cold starts of the usual ten. */
const concurrency = 2;

/**
 * An environment for one suite alone. Without context, which would change its templates, it runs the assembly of the shared
 * environment, so that `npm test` synthesises once; without a shared one, it synthesises the same templates.
 */
export function startOwnEnvironment(options: Partial<EnvironmentOptions> = {}): Promise<Environment> {
  const assembly = options.context === undefined ? process.env[assemblyVariable] : undefined;
  const context = assembly === undefined ? unlimited : undefined;
  return startEnvironment({ ports: [0], assembly, context, concurrency, ...options });
}
