import { readFileSync } from 'node:fs';
import { withChildren } from './processor-time.ts';

/**
 * Memory of a process in KB: its proportional set size, where a page that n processes share counts 1/n in each, so that the
 * sum over processes is what they take. The resident set counts it in full each time: Node's own code once a process.
 * Undefined where the system does not say it (https://www.kernel.org/doc/html/latest/filesystems/proc.html), or if the
 * process has ended.
 */
export function proportionalKb(
  pid: number,
  read = (file: string): string => readFileSync(file, 'utf8'),
): number | undefined {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined;
  }
}

/** Memory of processes and of all that they started; null where the system does not say it. */
export function proportionalMb(roots: readonly number[]): number | null {
  if (process.platform !== 'linux') return null;
  return withChildren(roots).reduce((sum, pid) => sum + (proportionalKb(pid) ?? 0), 0) / 1_024;
}
