import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The command line of a running process; undefined if there is no such process. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8') || undefined;
    const [program, ...args] =
      process.platform === 'win32'
        ? ['tasklist', '/NH', '/FO', 'CSV', '/FI', `PID eq ${pid}`]
        : ['ps', '-o', 'command=', '-p', String(pid)];
    const found = execFileSync(String(program), args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return found.startsWith('INFO:') ? undefined : found || undefined;
  } catch {
    return undefined;
  }
}

/** Sends SIGTERM, then SIGKILL after `graceMs`; resolves when the process is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  const deadline = Date.now() + graceMs;
  signal(pid, 'SIGTERM');
  while (commandOf(pid) !== undefined) {
    await sleep(5);
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
