import type { Timeline } from './timeline.ts';

/** One line per event: virtual time since the start, who, what, and what came of it. Nothing is kept unless wanted. */
export class Trace {
  readonly lines: string[] = [];
  readonly wanted: boolean;
  readonly #timeline: Timeline;

  constructor(timeline: Timeline, wanted: boolean) {
    this.#timeline = timeline;
    this.wanted = wanted;
  }

  /** The line is made only if somebody wants it. */
  add(who: string, what: () => string): void {
    if (!this.wanted) return;
    const ms = this.#timeline.now() - this.#timeline.start;
    this.lines.push(`${(ms / 1000).toFixed(3).padStart(12)}  ${who.padEnd(28)} ${what()}`);
  }
}
