import type { EventEmitter } from 'node:events';

/** Calls `end` when nobody reads this program's output any more, as after the third line of `… | head -3`. */
export function onClosedOutput(end: () => void, output: EventEmitter = process.stdout): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    end();
  });
}
