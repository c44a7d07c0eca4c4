import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

const running = new Set<number>();
let guard: Socket | undefined;

/**
 * Makes sure that a child dies even if this process is killed by SIGKILL. A child notices the end of its parent by
 * itself, unless it is in a busy loop.
 */
export function guardChild(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  running.add(pid);
  updateGuard();
  child.once('exit', () => {
    running.delete(pid);
    updateGuard();
  });
}

/** The guard remembers the last list of process ids; when this end of the pipe closes, it kills them. */
function updateGuard(): void {
  guard ??= startGuard();
  guard.write(`${[...running].join(' ')}\n`);
}

function startGuard(): Socket {
  const shell = spawn('sh', ['-c', 'while read -r now; do pids=$now; done; [ -z "$pids" ] || kill -9 $pids'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {});
  shell.unref();
  const pipe = shell.stdin as Socket;
  pipe.on('error', () => {});
  pipe.unref();
  return pipe;
}
