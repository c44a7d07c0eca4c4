import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of Linux, which counts in hundredths of a second. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that processes, and all that they started and that still live, have used so far. Undefined
 * where the system does not say it that exactly.
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
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) / ticksPerSecond;
  } catch {
    // It ended meanwhile.
    return 0;
  }
}
