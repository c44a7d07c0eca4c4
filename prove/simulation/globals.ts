import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import type { Random } from '../../test/support/random.ts';
import { running } from './process.ts';
import type { Timeline, Timer } from './timeline.ts';

/**
 * Runs with a clock, timers and chance that repeat, whoever asks for them: Powertools and Middy take these from where
 * everybody does, and would else bring the real ones in.
 */
export async function onVirtualGlobals<Result>(
  timeline: Timeline,
  random: Random,
  run: () => Promise<Result>,
): Promise<Result> {
  const kept = {
    stackTraceLimit: Error.stackTraceLimit,
    Date,
    random: Math.random,
    setTimeout,
    clearTimeout,
  };
  const keptTimers = { setTimeout: timers.setTimeout, clearTimeout: timers.clearTimeout };
  const set = (ring: () => void, ms = 0) => {
    const process = running.getStore();
    return timeline.after(ms, process ? () => process.resume(ring) : ring);
  };
  const clear = (timer: Timer | undefined) => {
    if (timer && 'order' in timer) timer.ring = undefined;
  };
  // Faults are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  globalThis.Date = virtualDate(timeline);
  Math.random = () => random.whole(2 ** 32) / 2 ** 32;
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  Object.assign(timers, { setTimeout: set, clearTimeout: clear });
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = kept.stackTraceLimit;
    globalThis.Date = kept.Date;
    Math.random = kept.random;
    Object.assign(globalThis, { setTimeout: kept.setTimeout, clearTimeout: kept.clearTimeout });
    Object.assign(timers, keptTimers);
    syncBuiltinESMExports();
  }
}

function virtualDate(timeline: Timeline): DateConstructor {
  class VirtualDate extends Date {
    constructor(...values: [] | ConstructorParameters<typeof Date>) {
      if (values.length === 0) super(timeline.now());
      else super(...values);
    }

    static override now(): number {
      return timeline.now();
    }
  }
  return VirtualDate as DateConstructor;
}
