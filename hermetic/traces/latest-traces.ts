import type { TraceSpan } from './span.ts';

const mostTraces = 300;
/** The limit of one trace: a client may send the same id with every request. */
const mostSpans = 200;

export type KeptTrace = Readonly<{ traceId: string; spans: readonly TraceSpan[] }>;

/** The latest traces, in memory. */
export class LatestTraces {
  readonly #traces = new Map<string, TraceSpan[]>();

  add(spans: readonly TraceSpan[]): void {
    for (const span of spans) {
      const known = this.#traces.get(span.traceId) ?? [];
      // A trace that goes on counts as new.
      this.#traces.delete(span.traceId);
      this.#traces.set(span.traceId, known);
      known.push(span);
      if (known.length > mostSpans) known.shift();
    }
    for (const oldest of this.#traces.keys()) {
      if (this.#traces.size <= mostTraces) return;
      this.#traces.delete(oldest);
    }
  }

  clear(): void {
    this.#traces.clear();
  }

  /** The latest first; the spans of each by their beginning. */
  all(): readonly KeptTrace[] {
    return [...this.#traces]
      .map(([traceId, spans]) => ({ traceId, spans: spans.toSorted((one, other) => one.startedAt - other.startedAt) }))
      .toReversed();
  }
}
