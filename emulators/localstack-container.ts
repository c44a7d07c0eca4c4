import { execFileSync } from 'node:child_process';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { runProgram } from '../tools/deploy/run-program.ts';
import type { Emulator } from './emulator.ts';

/** Image in which LocalStack runs functions: the runtime of lib/service-function.ts. */
const runtimeImage = 'public.ecr.aws/lambda/nodejs:24';

/** LocalStack in Docker: docker-compose.localstack.yml. */
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
    // Function containers are on its network, where it has its name from the compose file.
    endpointForFunctions: 'http://localstack:4566',
    // It passes compressed answers on as base64, which no client can decompress.
    context: ['compression=off'],
    supportsUpdates: false,
    async up() {
      if (!hasImage(runtimeImage)) await runProgram('docker', ['pull', runtimeImage], env);
      await compose('up', '--detach', '--wait');
      console.log(`LocalStack is running at http://localhost:${port}.`);
    },
    // It keeps everything in memory, so a new container is empty.
    clear: () => compose('up', '--detach', '--force-recreate', '--renew-anon-volumes', '--wait'),
    down: () => compose('down', '--volumes'),
  };
}

/** The command for Docker Compose. Throws Refusal if Docker is missing or not running. */
function composeProgram(): readonly string[] {
  const failure = failureOf('docker', 'info');
  if (failure === 'ENOENT') {
    throw new CommandRefusal(
      'LocalStack needs Docker, which is not installed. Without Docker, use npm run ministack:up',
      1,
    );
  }
  if (failure !== undefined) {
    throw new CommandRefusal(`LocalStack needs Docker, which is not running: start it. (${failure})`, 1);
  }
  if (failureOf('docker', 'compose', 'version') === undefined) return ['docker', 'compose'];
  throw new CommandRefusal('LocalStack needs Docker Compose 2: https://docs.docker.com/compose/install', 1);
}

const hasImage = (image: string): boolean => {
  composeProgram();
  return failureOf('docker', 'image', 'inspect', image) === undefined;
};

/** Undefined if the program succeeds, otherwise its error code or its last line on stderr. */
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
