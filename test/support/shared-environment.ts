import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announce, isAnnounced } from './environment-news.ts';
import { assemblyVariable, variables } from './target-variables.ts';

/** Processes of one function: enough for requests to race, without the cold starts of the usual ten. */
const concurrency = 4;

/**
 * Starts one environment for all suites that do not need their own; each uses its own keys, orders and trips. Does not wait
 * for it, so that unit tests run meanwhile: the files that use it do (test/integration/setup.ts).
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variables.url] || isAnnounced()) return undefined;
  const assembly = mkdtempSync(join(tmpdir(), 'shared-environment-'));
  // Vitest exits on Ctrl-C without what setup returns. Processes of the environment end with this one by themselves.
  process.once('exit', () => rmSync(assembly, { recursive: true, force: true }));
  const starting = start(assembly);
  const endNews = await announce(starting.then((environment) => variablesOf(environment, assembly)));
  return async () => {
    endNews();
    // The files that waited for it have failed with the reason.
    const environment = await starting.catch(() => undefined);
    await environment?.stop();
  };
}

/** Builds all functions at once: environments of single suites then run them too, instead of one build each. */
async function start(assembly: string) {
  // Imported late: loading these takes a second, and unit tests need not wait for it.
  const [{ writeAssembly }, { paymentProject }, { startEnvironment }, { unlimited }] = await Promise.all([
    import('../../hermetic/template/assemblies.ts'),
    import('../../tools/app/project.ts'),
    import('../../tools/start/environment.ts'),
    import('./own-environment.ts'),
  ]);
  await writeAssembly(paymentProject, assembly, unlimited);
  return startEnvironment({ ports: [0], assembly, concurrency });
}

const variablesOf = ({ urls, others }: Awaited<ReturnType<typeof start>>, assembly: string) => ({
  [variables.url]: urls[0],
  [variables.requestor]: others.requestor,
  [variables.notifications]: others.stubs.notifications,
  [variables.grpc]: others.grpc[0],
  [assemblyVariable]: assembly,
});
