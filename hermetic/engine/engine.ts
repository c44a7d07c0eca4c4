import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../process/command.ts';
import { freePort } from '../process/free-port.ts';
import type { EngineLocation } from './engine-binary.ts';

export type Engine = Readonly<{
  endpoint: string;
  /** Absent for an engine that was running before. */
  pid?: number;
  stop(): Promise<void>;
}>;

export type EngineOptions = Readonly<{
  /** Where data is kept; without it, in memory. */
  databaseFile?: string | undefined;
  /** Told once when the engine ends though nobody stopped it. */
  onUnexpectedExit?: ((message: string) => void) | undefined;
}>;

const startMs = 10_000;
const stopMs = 1_000;

/** Starts the engine and waits until it answers; one that runs already is left as it is. */
export async function startEngine(
  found: EngineLocation,
  { databaseFile, onUnexpectedExit }: EngineOptions = {},
): Promise<Engine> {
  if ('endpoint' in found) return { endpoint: found.endpoint, stop: async () => {} };
  const port = await freePort();
  const engine = spawn(
    found.binary,
    [
      ...['serve', '--host', '127.0.0.1', '--port', String(port)],
      ...(databaseFile === undefined ? [] : ['--db-path', databaseFile]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], ...apart },
  );
  let lastWords = '';
  engine.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  const ended = new Promise<string>((resolve) => {
    engine.once('error', (error) => resolve(`it did not start: ${error.message}`));
    engine.once('exit', (code, signal) => resolve(`${signal ?? `exit code ${code}`}. ${lastWords}`));
  });
  const guard = guardOf(engine);
  let stopping = false;
  const endpoint = `http://127.0.0.1:${port}`;
  const obituary = await Promise.race([answers(endpoint, startMs), ended]);
  if (obituary !== undefined) {
    engine.kill('SIGKILL');
    guard?.kill();
    throw new Refusal(`The DynamoDB engine ${found.binary} failed: ${obituary.trim()}`, 1);
  }
  void ended.then((how) => {
    guard?.kill();
    if (!stopping) onUnexpectedExit?.(`The DynamoDB engine (process ${engine.pid}) ended: ${how.trim()}`);
  });
  return {
    endpoint,
    ...(engine.pid !== undefined && { pid: engine.pid }),
    async stop() {
      stopping = true;
      engine.kill('SIGTERM');
      const patience = setTimeout(() => engine.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(patience);
    },
  };
}

/**
 * A Ctrl-C goes to every process of the terminal's group, and the engine must outlive the requests in flight.
 * Windows has no such groups, and there a child that is not detached ends with its parent.
 */
const apart = { detached: process.platform !== 'win32' };

/** Ends the engine when this process is killed and cannot: the shell waits on a pipe that only we hold open. */
function guardOf({ pid }: ChildProcess): ChildProcess | undefined {
  if (pid === undefined || process.platform === 'win32') return undefined;
  const guard = spawn('sh', ['-c', 'read -r _; kill "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    ...apart,
  });
  guard.unref();
  return guard;
}

/** Gives nothing once the engine answers, or what is wrong after `ms`. */
async function answers(endpoint: string, ms: number): Promise<string | undefined> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const answered = await new Promise<boolean>((resolve) => {
      get(endpoint, { agent: false }, (response) => resolve(Boolean(response.resume()))).on('error', () =>
        resolve(false),
      );
    });
    if (answered) return undefined;
    await sleep(5);
  }
  return `no answer from ${endpoint} within ${ms} ms.`;
}
