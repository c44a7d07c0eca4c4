import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of Linux, which counts in hundredths of a second. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that processes, and all that they started, have used so far. Undefined where the system does
 * not say it that exactly.
 */
export function processorSeconds(roots: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const seconds = withChildren(roots).map(ofProcess);
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** Processes and all that they started, and that still live. */
export function withChildren(roots: readonly number[]): readonly number[] {
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
  const belongs = (pid: number): boolean => roots.includes(pid) || (pid > 1 && belongs(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(belongs);
}

function ofProcess(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
    // Its own, and that of its children that have ended: a function's process may end between two readings.
    const ticks = fields.split(' ').slice(11, 15).map(Number);
    return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
  } catch {
    // It ended meanwhile.
    return 0;
  }
}
