import { readFileSync } from 'node:fs';
import { withChildren } from './processor-time.ts';

/**
 * Proportional set size (PSS) of a process in KB: a page shared by n processes counts 1/n in each, so that the sum over
 * processes is their real usage. The resident set size would count Node's code once per process. Undefined if the system
 * does not report PSS (https://www.kernel.org/doc/html/latest/filesystems/proc.html) or the process has ended.
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

/** PSS of processes and their descendants in MB; null if the system does not report it. */
export function proportionalMb(roots: readonly number[]): number | null {
  if (process.platform !== 'linux') return null;
  return withChildren(roots).reduce((sum, pid) => sum + (proportionalKb(pid) ?? 0), 0) / 1_024;
}
