import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** USER_HZ on Linux. */
const ticksPerSecond = 100;

/** CPU seconds of processes and their descendants so far. Undefined on systems other than Linux. */
export function processorSeconds(roots: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const seconds = withChildren(roots).map(ofProcess);
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** Processes and their living descendants. */
export function withChildren(roots: readonly number[]): readonly number[] {
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
  const belongs = (pid: number): boolean => roots.includes(pid) || (pid > 1 && belongs(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(belongs);
}

function ofProcess(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
    // utime, stime, cutime and cstime: includes children that ended between two readings.
    const ticks = fields.split(' ').slice(11, 15).map(Number);
    return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
  } catch {
    // The process has ended.
    return 0;
  }
}
