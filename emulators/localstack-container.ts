import { execFileSync } from 'node:child_process';
import { Refusal } from '../hermetic/process/command.ts';
import { runProgram } from '../tools/deploy/run-program.ts';
import type { Emulator } from './emulator.ts';

/** What LocalStack runs functions in: the runtime of lib/service-function.ts. */
const runtimeImage = 'public.ecr.aws/lambda/nodejs:24';

/** LocalStack in Docker, as docker-compose.localstack.yml says. */
export function localstack(port: number): Emulator {
  const env = { ...process.env, LOCALSTACK_PORT: String(port) };
  async function compose(...args: readonly string[]): Promise<void> {
    const [program = '', ...words] = composeProgram();
    await runProgram(
      program,
      [...words, '-p', 'payments-localstack', '-f', 'docker-compose.localstack.yml', ...args],
      env,
    );
  }
  return {
    name: 'LocalStack',
    target: 'localstack',
    // Containers of functions are on its network: they know it by its name in the compose file.
    endpointForFunctions: 'http://localstack:4566',
    supportsUpdates: false,
    async up() {
      if (!hasImage(runtimeImage)) await runProgram('docker', ['pull', runtimeImage], env);
      await compose('up', '--detach', '--wait');
      console.log(`LocalStack runs at http://localhost:${port}.`);
    },
    // What it holds is in its memory: a new container has none of it.
    clear: () => compose('up', '--detach', '--force-recreate', '--renew-anon-volumes', '--wait'),
    down: () => compose('down', '--volumes'),
  };
}

/** Docker's own Compose; refuses where there is no Docker, or it does not run. */
function composeProgram(): readonly string[] {
  const why = failureOf('docker', 'info');
  if (why === 'ENOENT') {
    throw new Refusal('Docker is not here, and LocalStack needs it. Without Docker: npm run ministack:up', 1);
  }
  if (why !== undefined) {
    throw new Refusal(`Docker is here but does not run, and LocalStack needs it: start Docker. (${why})`, 1);
  }
  if (failureOf('docker', 'compose', 'version') === undefined) return ['docker', 'compose'];
  throw new Refusal('Docker has no Compose 2 here: https://docs.docker.com/compose/install', 1);
}

const hasImage = (image: string): boolean => {
  composeProgram();
  return failureOf('docker', 'image', 'inspect', image) === undefined;
};

/** Nothing if the program succeeds. */
function failureOf(program: string, ...args: readonly string[]): string | undefined {
  try {
    execFileSync(program, args, { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    return (
      code ??
      (String(stderr ?? '')
        .trim()
        .split('\n')
        .at(-1) ||
        String(error))
    );
  }
}
