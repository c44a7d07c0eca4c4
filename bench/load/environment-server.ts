import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { type Server, stopProcess } from './server.ts';
import { startProgram } from './start-program.ts';

const here = join(import.meta.dirname, '..', '..');

export type EnvironmentServer = Server & Readonly<{ url: URL; dynamodbEndpoint: string }>;

/** Runs `npm start` on free ports without rate limits. `project` is another checkout to run it in. */
export async function startEnvironmentServer(
  args: readonly string[] = [],
  { name = 'npm start', project = here } = {},
): Promise<EnvironmentServer> {
  const child = spawn(process.execPath, [startProgram(project), '--port', '0', '--json', ...args], {
    cwd: project,
    env: { ...process.env, RATE_LIMIT_ENABLED: 'false' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<URL>((resolve, reject) => {
    lines.on('line', (line) => {
      const event = JSON.parse(line) as EnvironmentEvent;
      if (event.event === 'started') resolve(new URL(String(event.urls[0])));
    });
    child.once('exit', (code) => reject(new Error(`The environment exited with ${code} before it had started.`)));
  });
  const response = await fetch(new URL('/_local/environment', url));
  const { dynamodbEndpoint } = (await response.json()) as EnvironmentDescription;
  return {
    name,
    url,
    charges: new URL('/v1/payments', url),
    dynamodbEndpoint,
    processes: [Number(child.pid)],
    settled: () => fetch(new URL('/_local/caught-up', url)).then((response) => response.text()),
    stop: () => stopProcess(child),
  };
}
