import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

const running = new Set<number>();
let guard: Socket | undefined;

/**
 * Has a child killed when this process is killed and can do it no more. A child notices its parent's end by itself,
 * unless it is in a busy loop: then nobody else would ever stop it.
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

/** The guard keeps the last list it was told; when this end of the pipe is closed, it kills what is on it. */
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
