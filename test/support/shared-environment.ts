import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAssembly } from '../../hermetic/template/assemblies.ts';
import { paymentProject } from '../../tools/app/project.ts';
import { startEnvironment } from '../../tools/start/environment.ts';
import { variables } from './target.ts';

/**
 * One environment for all suites that ask for no environment of their own; each makes its own keys, orders and trips.
 * Without a rate limit, because several suites send at once.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variables.url]) return undefined;
  const assembly = mkdtempSync(join(tmpdir(), 'shared-environment-'));
  // All functions in one build: environments of single suites find them in the cache, and build none one by one.
  await writeAssembly(paymentProject, assembly, { rateLimitEnabled: 'false' });
  const { urls, others, stop } = await startEnvironment({ ports: [0], assembly });
  // The test processes inherit them.
  Object.assign(process.env, {
    [variables.url]: urls[0],
    [variables.requestor]: others.requestor,
    [variables.notifications]: others.stubs.notifications,
    [variables.grpc]: others.grpc[0],
  });
  return async () => {
    await stop();
    rmSync(assembly, { recursive: true });
  };
}
