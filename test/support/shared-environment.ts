import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAssembly } from '../../hermetic/template/assemblies.ts';
import { paymentProject } from '../../tools/app/project.ts';
import { startEnvironment } from '../../tools/start/environment.ts';
import { assemblyVariable, unlimited } from './own-environment.ts';
import { variables } from './target.ts';

/** Processes of one function: enough for requests to race, without the cold starts of the usual ten. */
const concurrency = 4;

/**
 * Starts one environment for all suites that do not need their own; each uses its own keys, orders and trips.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variables.url]) return undefined;
  const assembly = mkdtempSync(join(tmpdir(), 'shared-environment-'));
  // Builds all functions at once: environments of single suites then find them in the cache, instead of one build each.
  await writeAssembly(paymentProject, assembly, unlimited);
  const { urls, others, stop } = await startEnvironment({ ports: [0], assembly, concurrency });
  // Inherited by the test processes.
  Object.assign(process.env, {
    [variables.url]: urls[0],
    [variables.requestor]: others.requestor,
    [variables.notifications]: others.stubs.notifications,
    [variables.grpc]: others.grpc[0],
    [assemblyVariable]: assembly,
  });
  return async () => {
    await stop();
    rmSync(assembly, { recursive: true });
  };
}
