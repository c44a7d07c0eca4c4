import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';

const root = join(import.meta.dirname, '..', '..');

export type RunningProcess = Readonly<{ program: ChildProgram; url: string; dynamodbEndpoint: string }>;

type StartOptions = Readonly<{ args?: readonly string[]; env?: Readonly<Record<string, string>> }>;

/** Runs `npm start` on a data directory, in its own process group, so that one signal reaches all of its processes. */
export async function start(data: string, { args = [], env = {} }: StartOptions = {}): Promise<RunningProcess> {
  const program = new ChildProgram(['tools/start.ts', '--port', '0', '--data', data, '--json', ...args], {
    cwd: root,
    detached: true,
    // Vitest's variables point at doubles in its own process; here, the stubs are to be used.
    env: { ...process.env, TRIP_SERVICE_URL: '', NOTIFICATION_SERVICE_URL: '', ...env },
  });
  const started = await program.line((line) => JSON.parse(line).event === 'started');
  const { urls, dynamodbEndpoint } = JSON.parse(started);
  return { program, url: urls[0], dynamodbEndpoint };
}

export const killProcessGroup = ({ program }: RunningProcess) => process.kill(-Number(program.process.pid), 'SIGKILL');
