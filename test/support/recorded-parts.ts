import type { TracePart } from '../../src/runtime/recorded-trace.ts';
import { recordedTraces } from '../../src/runtime/recorded-traces.ts';
import type { Tracing } from '../../src/runtime/trace.ts';

/** Tracing into a list, with counted span ids, and a clock at a third of the speed of `now`. */
export function recordedParts(now: () => number): Readonly<{ tracing: Tracing; parts: TracePart[] }> {
  const parts: TracePart[] = [];
  let spans = 0;
  const tracing = recordedTraces({
    elapsed: () => now() / 3,
    newSpanId: () => String(++spans).padStart(16, '0'),
    record: (part) => parts.push(part),
  });
  return { tracing, parts };
}
