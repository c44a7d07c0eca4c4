import { vi } from 'vitest';

type Timer = Readonly<{ run: () => void; ms: number }>;

/** Shared by all instances, because code that an earlier test started may clear its timers during a later one. */
let count = 0;

/**
 * Replaces setTimeout: a limit rings only when the test says so, however slow the machine is, and a pause is over at
 * once. `vi.unstubAllGlobals` ends it.
 */
export class HeldTimers {
  /** Every pause that was taken, in ms. */
  readonly pauses: number[] = [];
  readonly #limits = new Map<number, Timer>();

  /** Delays from `leastLimitMs` on are limits; shorter ones are pauses. `onPause` is called before a pause is over. */
  constructor(leastLimitMs: number, onPause: (ms: number) => void = () => {}) {
    const { setTimeout: start } = globalThis;
    vi.stubGlobal('setTimeout', (run: () => void, ms: number) => {
      if (ms >= leastLimitMs) {
        this.#limits.set(++count, { run, ms });
        return count;
      }
      this.pauses.push(ms);
      onPause(ms);
      return start(run, 0);
    });
    const { clearTimeout: clear } = globalThis;
    vi.stubGlobal('clearTimeout', (timer: number) => {
      if (!this.#limits.delete(timer)) clear(timer);
    });
  }

  /** Lets every limit of so many ms ring. */
  ring(ms: number): void {
    for (const [number, limit] of this.#limits) {
      if (limit.ms !== ms || !this.#limits.delete(number)) continue;
      limit.run();
    }
  }
}
