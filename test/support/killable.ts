import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

export type RunningProcess = Readonly<{ child: ChildProcess; url: string; dynamodbEndpoint: string }>;

type StartOptions = Readonly<{ args?: readonly string[]; env?: Readonly<Record<string, string>> }>;

/** Runs `npm start` on a data directory, in its own process group, so that one signal reaches all of its processes. */
export async function start(data: string, { args = [], env = {} }: StartOptions = {}): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['tools/start.ts', '--port', '0', '--data', data, '--json', ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    // Vitest's variables point at doubles in its own process; here, the stubs are to be used.
    env: { ...process.env, TRIP_SERVICE_URL: '', NOTIFICATION_SERVICE_URL: '', ...env },
  });
  // Read all output: the environment would block on a full pipe.
  const lines = createInterface(child.stdout);
  const { promise, resolve, reject } = Promise.withResolvers<RunningProcess>();
  lines.on('line', (line) => {
    const { event, urls, dynamodbEndpoint } = JSON.parse(line);
    if (event === 'started') resolve({ child, url: urls[0], dynamodbEndpoint });
  });
  lines.on('close', () => reject(new Error('the environment ended before it started')));
  return promise;
}

export const killProcessGroup = ({ child }: RunningProcess) => process.kill(-Number(child.pid), 'SIGKILL');
