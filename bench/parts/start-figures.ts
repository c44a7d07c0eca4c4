import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { proportionalKb } from '../load/memory.ts';

/** Times and memory that developers notice. */
export type StartFigures = Readonly<{
  firstAnswerMs: number;
  resetMs: number;
  /** Reset and seeding. */
  resetAndSeedMs: number;
  /** PSS if the system reports it, else resident set size. */
  idleMb: number;
  processes: number;
}>;

/** Time for asynchronous work after the reset. Function processes stay alive for half a minute. */
const quietMs = 5_000;

/** Starts the environment, calls GET /health, resets the seed data and measures the idle memory. */
export async function measureStart(): Promise<StartFigures> {
  const before = performance.now();
  const environment = spawn(process.execPath, [program('start.ts'), '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await startedUrl(environment);
    const response = await fetch(new URL('/health', url));
    if (!response.ok) throw new Error(`GET /health responded with ${response.status}.`);
    const firstAnswerMs = Math.round(performance.now() - before);
    const resetAndSeedMs = await resetIn(url, '--seed');
    const resetMs = await resetIn(url);
    await sleep(quietMs);
    const tree = processTree(Number(environment.pid));
    const idleMb = Math.round(tree.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024);
    return { firstAnswerMs, resetMs, resetAndSeedMs, idleMb, processes: tree.length };
  } finally {
    environment.kill('SIGTERM');
    if (environment.exitCode === null) await once(environment, 'exit');
  }
}

/** The duration that `npm run reset` reports. */
async function resetIn(url: string, ...options: string[]): Promise<number> {
  const args = [program('reset.ts'), '--url', url, '--json', ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return (JSON.parse(stdout) as { ms: number }).ms;
}

const program = (name: string) => join(import.meta.dirname, '..', '..', 'tools', name);

async function startedUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) {
    for await (const line of createInterface(stdout)) {
      const event = JSON.parse(line) as EnvironmentEvent;
      if (event.event === 'started') return String(event.urls[0]);
    }
  }
  throw new Error('The environment exited before it had started.');
}

type Process = Readonly<{ pid: number; parent: number; kilobytes: number }>;

/** A process and its descendants, with the memory of each. */
function processTree(root: number): readonly Process[] {
  const all = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line): Process => {
      const [pid = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, kilobytes };
    });
  const measured = ({ pid, parent, kilobytes }: Process) => ({
    pid,
    parent,
    kilobytes: proportionalKb(pid) ?? kilobytes,
  });
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)].map(measured);
}
