import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import type { EnvironmentOptions } from '../../tools/start/environment-options.ts';

/** Names the assembly of the environment that suites share: test/support/shared-environment.ts. */
export const assemblyVariable = 'INTEGRATION_ASSEMBLY';

/**
 * An environment for one suite alone. Without context, which would change its templates, it runs the assembly of the shared
 * environment, so that `npm test` synthesises once. That assembly has no rate limit.
 */
export function startOwnEnvironment(options: Partial<EnvironmentOptions> = {}): Promise<Environment> {
  const assembly = options.context === undefined ? process.env[assemblyVariable] : undefined;
  return startEnvironment({ ports: [0], assembly, concurrency: 2, ...options });
}
