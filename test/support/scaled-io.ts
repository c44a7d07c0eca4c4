import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../src/io.ts';

type Timed = Pick<Io, 'call' | 'now' | 'sleep' | 'random' | 'remaining'>;

/** Real calls on a clock that runs `times` as fast: a time-out of seconds is over in a moment. */
export function scaledIo(times: number, call: Io['call']): Timed {
  const now = () => performance.now() * times;
  const begun = now();
  return {
    call,
    now,
    sleep: (ms, signal) => sleep(ms / times, undefined, signal && { signal }),
    random: () => 0,
    remaining: () => 10_000 - (now() - begun),
  };
}
