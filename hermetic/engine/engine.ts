import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal } from '../process/command.ts';
import { freePort } from '../process/free-port.ts';
import type { EngineLocation } from './engine-binary.ts';

export type Engine = Readonly<{
  endpoint: string;
  /** Absent for an engine that was already running. */
  pid?: number;
  stop(): Promise<void>;
}>;

export type EngineOptions = Readonly<{
  /** Keeps the data; in memory if left out. */
  databaseFile?: string | undefined;
  /** Called if the engine ends without being stopped. */
  onUnexpectedExit?: ((message: string) => void) | undefined;
}>;

const startMs = 10_000;
const stopMs = 1_000;

/** Starts an engine and waits until it answers; does nothing to one that is already running. Throws Refusal. */
export async function startEngine(
  location: EngineLocation,
  { databaseFile, onUnexpectedExit }: EngineOptions = {},
): Promise<Engine> {
  if ('endpoint' in location) return { endpoint: location.endpoint, stop: async () => {} };
  const port = await freePort();
  const engine = spawn(
    location.binary,
    [
      ...['serve', '--host', '127.0.0.1', '--port', String(port)],
      ...(databaseFile === undefined ? [] : ['--db-path', databaseFile]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], ...ownProcessGroup },
  );
  let stderrTail = '';
  engine.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-2_000);
  });
  const ended = new Promise<string>((resolve) => {
    engine.once('error', (error) => resolve(`it did not start: ${error.message}`));
    engine.once('exit', (code, signal) => resolve(`${signal ?? `exit code ${code}`}. ${stderrTail}`));
  });
  const guard = guardOf(engine);
  let stopping = false;
  const endpoint = `http://127.0.0.1:${port}`;
  const failure = await Promise.race([answers(endpoint, startMs), ended]);
  if (failure !== undefined) {
    engine.kill('SIGKILL');
    guard?.kill();
    throw new CommandRefusal(`The DynamoDB engine ${location.binary} failed: ${failure.trim()}`, 1);
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
      const timer = setTimeout(() => engine.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * A Ctrl-C goes to the terminal's whole process group, and the engine must outlive the requests in flight. Windows has no
 * process groups; there, a child that is not detached ends with its parent.
 */
const ownProcessGroup = { detached: process.platform !== 'win32' };

/** Ends the engine if this process is killed: the shell waits on a pipe that only this process holds open. */
function guardOf({ pid }: ChildProcess): ChildProcess | undefined {
  if (pid === undefined || process.platform === 'win32') return undefined;
  const guard = spawn('sh', ['-c', 'read -r _; kill "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    ...ownProcessGroup,
  });
  guard.unref();
  return guard;
}

/** Resolves with undefined once the engine answers, or after `ms` with a reason. */
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
