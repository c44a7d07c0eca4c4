import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { commandOf, endProcess } from '../hermetic/process/processes.ts';
import { root, withThisNode } from '../tools/deploy/run-program.ts';
import type { Emulator } from './emulator.ts';
import { virtualEnvironment } from './python.ts';

const startMs = 300_000;
const endMs = 10_000;

/** MiniStack as a process on this machine. It runs functions with Node, without Docker. */
export function ministack(port: number): Emulator {
  const directory = join(root, '.build', 'ministack', String(port));
  const [pidFile, logFile] = [join(directory, 'pid'), join(directory, 'ministack.log')];
  const endpoint = `http://localhost:${port}`;

  /** Id of the process that `up` started, if it is still running. */
  function running(): number | undefined {
    const pid = Number(textOf(pidFile));
    return pid > 0 && commandOf(pid)?.includes('ministack') ? pid : undefined;
  }

  async function up(): Promise<void> {
    if (running() !== undefined && (await answers(endpoint))) {
      return console.log(`MiniStack is running at ${endpoint}.`);
    }
    if (await answers(endpoint))
      throw new CommandRefusal(`Port ${port} is taken by another program: use another --port.`, 1);
    const requirements = join(import.meta.dirname, 'ministack-requirements.txt');
    const programs = await virtualEnvironment(join(root, '.build', 'ministack', 'venv'), requirements);
    const temporary = freshTemporary(directory);
    const log = openSync(logFile, 'w');
    const child = spawn(join(programs, 'python'), ['-m', 'ministack'], {
      cwd: directory,
      env: environmentOf(port, temporary),
      stdio: ['ignore', log, log],
      detached: true,
    });
    child.unref();
    writeFileSync(pidFile, `${child.pid}\n`);
    const deadline = Date.now() + startMs;
    while (!(await answers(endpoint))) {
      if (running() === undefined) throw new CommandRefusal(`MiniStack did not start:\n${lastLines(logFile)}`, 1);
      if (Date.now() > deadline)
        throw new CommandRefusal(`MiniStack does not answer at ${endpoint}: see ${logFile}`, 1);
      await sleep(100);
    }
    console.log(`MiniStack is running at ${endpoint}, process ${child.pid}, log ${logFile}`);
  }

  async function down(): Promise<void> {
    const pid = running();
    if (pid === undefined) return console.log(`No MiniStack that was started here is running on port ${port}.`);
    await endProcess(pid, endMs);
    endGroup(pid);
    for (const gone of [pidFile, join(directory, 'tmp')]) rmSync(gone, { recursive: true, force: true });
    console.log('MiniStack has stopped.');
  }

  async function clear(): Promise<void> {
    const response = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' }).catch((cause: unknown) => {
      throw new CommandRefusal(`MiniStack does not answer at ${endpoint}: start it with npm run ministack:up`, 1, {
        cause,
      });
    });
    if (!response.ok) throw new CommandRefusal(`MiniStack was not emptied: it answered ${response.status}.`, 1);
  }

  return {
    name: 'MiniStack',
    target: 'ministack',
    endpointForFunctions: endpoint,
    context: [],
    supportsUpdates: true,
    up,
    down,
    clear,
  };
}

/** Kills functions that are still running: they are in the process group of MiniStack. */
function endGroup(pid: number): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // No process is left.
  }
}

/** MiniStack passes its environment on to the functions, so it must not contain the shell's. */
const environmentOf = (port: number, temporary: string) =>
  withThisNode({
    PATH: process.env.PATH,
    ...(process.platform === 'win32' ? { SYSTEMROOT: process.env.SYSTEMROOT, TEMP: temporary } : {}),
    TMPDIR: temporary,
    HOME: temporary,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LOG_LEVEL: 'INFO',
  });

/** MiniStack writes CommonJS to .js files. Without this package.json, this project's would make them ES modules. */
function freshTemporary(directory: string): string {
  const temporary = join(directory, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  writeFileSync(join(temporary, 'package.json'), '{"type":"commonjs"}\n');
  return temporary;
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const lastLines = (file: string): string => textOf(file).trim().split('\n').slice(-20).join('\n');
