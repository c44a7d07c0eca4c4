import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';

const root = join(import.meta.dirname, '..', '..');

export type Running = Readonly<{ program: ChildProgram; url: string; dynamodbEndpoint: string }>;

type Started = Readonly<{ args?: readonly string[]; env?: Readonly<Record<string, string>> }>;

/** `npm start` on a data directory, in a process group of its own, so that one signal reaches all of it. */
export async function start(data: string, { args = [], env = {} }: Started = {}): Promise<Running> {
  const program = new ChildProgram(['tools/start.ts', '--port', '0', '--data', data, '--json', ...args], {
    cwd: root,
    detached: true,
    // Vitest's addresses of other services are for functions in its own process: here are the stubs.
    env: { ...process.env, TRIP_SERVICE_URL: '', NOTIFICATION_SERVICE_URL: '', ...env },
  });
  const started = await program.line((line) => JSON.parse(line).event === 'started');
  const { urls, dynamodbEndpoint } = JSON.parse(started);
  return { program, url: urls[0], dynamodbEndpoint };
}

export const killWhole = ({ program }: Running) => process.kill(-Number(program.process.pid), 'SIGKILL');
