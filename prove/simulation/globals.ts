import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import type { Random } from '../../test/support/random.ts';
import { running } from './process.ts';
import type { Timeline, Timer } from './timeline.ts';

type Virtual = Readonly<{ timeline: Timeline; random: Random }>;

/** Those of the run that is going on. */
let current: Virtual | undefined;

/**
 * Runs with a clock, timers and chance that repeat, whoever asks for them: Powertools and Middy take these from where
 * everybody does, and would else bring the real ones in. Within another call it takes their place until it is done, which
 * costs next to nothing; the outermost call replaces the globals.
 */
export async function onVirtualGlobals<Result>(
  timeline: Timeline,
  random: Random,
  run: () => Promise<Result>,
): Promise<Result> {
  const outer = current;
  const restore = outer === undefined ? replaceGlobals() : undefined;
  current = { timeline, random };
  try {
    return await run();
  } finally {
    current = outer;
    restore?.();
  }
}

function virtual(): Virtual {
  if (current === undefined) throw new Error('no run is going on');
  return current;
}

/** Gives what undoes it. */
function replaceGlobals(): () => void {
  const kept = {
    stackTraceLimit: Error.stackTraceLimit,
    Date,
    random: Math.random,
    timers: { setTimeout, clearTimeout, setImmediate, clearImmediate },
  };
  const ofModule = {
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clearTimeout,
    setImmediate: timers.setImmediate,
    clearImmediate: timers.clearImmediate,
  };
  const resumed = (ring: () => void) => {
    const process = running.getStore();
    return process ? () => process.resume(ring) : ring;
  };
  const clear = (timer: Timer | undefined) => {
    if (timer && 'order' in timer) timer.ring = undefined;
  };
  const ours = {
    setTimeout: (ring: () => void, ms = 0) => virtual().timeline.after(ms, resumed(ring)),
    clearTimeout: clear,
    setImmediate: (ring: () => void) => virtual().timeline.soon(resumed(ring)),
    clearImmediate: clear,
  };
  // Faults are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  globalThis.Date = VirtualDate as DateConstructor;
  Math.random = () => virtual().random.whole(2 ** 32) / 2 ** 32;
  Object.assign(globalThis, ours);
  Object.assign(timers, ours);
  syncBuiltinESMExports();
  return () => {
    Error.stackTraceLimit = kept.stackTraceLimit;
    globalThis.Date = kept.Date;
    Math.random = kept.random;
    Object.assign(globalThis, kept.timers);
    Object.assign(timers, ofModule);
    syncBuiltinESMExports();
  };
}

class VirtualDate extends Date {
  constructor(...values: [] | ConstructorParameters<typeof Date>) {
    if (values.length === 0) super(virtual().timeline.now());
    else super(...values);
  }

  static override now(): number {
    return virtual().timeline.now();
  }
}
