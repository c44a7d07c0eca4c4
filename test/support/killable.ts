import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

export type Running = Readonly<{ child: ChildProcess; url: string; dynamodbEndpoint: string }>;

/** `npm start` on a data directory, in a process group of its own, so that one signal reaches all of it. */
export async function start(data: string): Promise<Running> {
  const args = ['local/start.ts', '--port', '0', '--data', data, '--json'];
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const { event, urls, dynamodbEndpoint } = JSON.parse(line);
    if (event === 'started') return { child, url: urls[0], dynamodbEndpoint };
  }
  throw new Error('the environment ended before it started');
}

export const killWhole = ({ child }: Running) => process.kill(-Number(child.pid), 'SIGKILL');
