import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import type { EnvironmentOptions } from '../../tools/start/environment-options.ts';

/** Names the assembly of the environment that suites share: test/support/shared-environment.ts. */
export const assemblyVariable = 'INTEGRATION_ASSEMBLY';

/** A suite sends as many requests as it likes, and several suites send theirs at once. */
const unlimited = { rateLimitEnabled: 'false' };

/**
 * An environment for one suite alone. Without context, which would change its templates, it runs the assembly of the shared
 * environment, so that `npm test` synthesises once; where nothing is shared, one like it.
 */
export function startOwnEnvironment(options: Partial<EnvironmentOptions> = {}): Promise<Environment> {
  const assembly = options.context === undefined ? process.env[assemblyVariable] : undefined;
  const context = assembly === undefined ? unlimited : undefined;
  return startEnvironment({ ports: [0], assembly, context, concurrency: 2, ...options });
}
