import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal, messageOf } from '../process/command.ts';
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
  /** Chooses a port; any free one if left out. It is asked again when another program takes its choice first. */
  choosePort?: (() => Promise<number>) | undefined;
}>;

const startMs = 10_000;
const stopMs = 1_000;
/** Services that start at once choose among the same ports. */
const portAttempts = 10;
/** The engine's words, or the number of the error on Linux, macOS and Windows. */
const portIsTaken = /in use|os error (98|48|10048)/;

/** Starts an engine and waits until it listens; one that is already running only has to answer. Throws CommandRefusal. */
export async function startEngine(
  location: EngineLocation,
  { choosePort = freePort, ...options }: EngineOptions = {},
): Promise<Engine> {
  if ('endpoint' in location) return running(location.endpoint);
  for (let attempt = 1; ; attempt++) {
    const started = await startOn(await choosePort(), location.binary, options);
    if (!('failure' in started)) return started;
    if (attempt < portAttempts && portIsTaken.test(started.failure)) continue;
    throw new CommandRefusal(`The DynamoDB engine ${location.binary} failed: ${started.failure}`, 1);
  }
}

/** An engine that was already running. It is asked once, because the error of a later call would not say whose address is wrong. */
async function running(endpoint: string): Promise<Engine> {
  const { hostname, port, protocol } = new URL(endpoint);
  const standardPort = protocol === 'https:' ? 443 : 80;
  // Not fetch, which refuses some ports. A host in brackets is an IPv6 address.
  const socket = connect(Number(port || standardPort), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(startMs) });
  } catch (error) {
    const why = isTimeout(error) ? `it does not answer within ${startMs} ms` : messageOf(error);
    throw new CommandRefusal(
      `DYNAMODB_ENDPOINT=${endpoint}: ${why}. Start DynamoDB there, or unset DYNAMODB_ENDPOINT to use the embedded engine.`,
      1,
    );
  } finally {
    socket.destroy();
  }
  return { endpoint, stop: async () => {} };
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

async function startOn(
  port: number,
  binary: string,
  { databaseFile, onUnexpectedExit }: Omit<EngineOptions, 'choosePort'>,
): Promise<Engine | Readonly<{ failure: string }>> {
  const engine = spawn(
    binary,
    [
      ...['serve', '--host', '127.0.0.1', '--port', String(port)],
      ...(databaseFile === undefined ? [] : ['--db-path', databaseFile]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], ...ownProcessGroup },
  );
  let stderrTail = '';
  const listening = Promise.withResolvers<void>();
  engine.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-2_000);
    if (stderrTail.includes(' listening on ')) listening.resolve();
  });
  const ended = new Promise<string>((resolve) => {
    engine.once('error', (error) => resolve(`it did not start: ${error.message}`));
    // Not `exit`, which may come before the last words.
    engine.once('close', (code, signal) => resolve(`${signal ?? `exit code ${code}`}. ${stderrTail}`));
  });
  const guard = guardOf(engine);
  let stopping = false;
  const endpoint = `http://127.0.0.1:${port}`;
  const late = sleep(startMs, `it does not listen after ${startMs} ms`, { ref: false });
  // Not until something answers at the port: that may be the engine of another service, which took the port first.
  const failure = await Promise.race([listening.promise, ended, late]);
  if (failure !== undefined) {
    engine.kill('SIGKILL');
    guard?.kill();
    return { failure: failure.trim() };
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
