import type { Io } from '../../src/runtime/io.ts';

type Timed = Pick<Io, 'call' | 'now' | 'sleep' | 'random' | 'remaining'>;

/**
 * Real calls on a clock of the test's own: pauses are over at once, and limits (the sleeps that can be cancelled) only
 * when `timeIsUp` is called, however slow the machine is.
 */
export function heldIo(call: Io['call']): Readonly<{ io: Timed; timeIsUp(): void }> {
  let now = 0;
  const limits = new Set<Readonly<{ at: number; ring: () => void }>>();
  const sleep = (ms: number, cancelled?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const limit = { at: now + ms, ring: resolve };
      if (cancelled === undefined) {
        now = limit.at;
        return resolve();
      }
      limits.add(limit);
      cancelled.addEventListener('abort', () => limits.delete(limit));
    });
  return {
    io: { call, now: () => now, sleep, random: () => 0, remaining: () => 10_000 - now },
    timeIsUp() {
      for (const limit of limits) {
        now = Math.max(now, limit.at);
        limit.ring();
      }
      limits.clear();
    },
  };
}
