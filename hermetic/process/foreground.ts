import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether this process may read keys from its terminal: the kernel stops a background job (`… &`) that tries to. False if
 * that cannot be found out.
 */
export function isInForeground(): boolean {
  if (!process.stdin.isTTY) return false;
  if (process.platform === 'win32') return true;
  try {
    const [group, foreground] = process.platform === 'linux' ? fromProc() : fromPs();
    return group !== undefined && group === foreground;
  } catch {
    return false;
  }
}

/** Fields after the command, which is in brackets and may itself contain spaces and brackets: proc_pid_stat(5). */
function fromProc(): readonly (string | undefined)[] {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[2], fields[5]];
}

function fromPs(): readonly (string | undefined)[] {
  const args = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)];
  return execFileSync('ps', args, { encoding: 'utf8' }).trim().split(/\s+/);
}
