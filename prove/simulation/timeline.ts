/** Something that happens at a moment, unless it is called off before. */
export type Timer = { readonly at: number; readonly order: number; ring: (() => void) | undefined };

/** Kept here because a run replaces the global timers by ours. */
const afterMicrotasks = setImmediate;

/** An event loop that asks the system for news after each turn takes an eighth of a run for that. Promises settle between the callbacks of one round, too. */
const turnsAtOnce = 64;

const isBefore = (one: Timer, other: Timer) => one.at < other.at || (one.at === other.at && one.order < other.order);

/**
 * Time that passes only when everybody waits. Timers ring one by one, in the order of their moments and, within one
 * moment, in the order they were set; between two of them all promises settle. So every run repeats.
 */
export class Timeline {
  readonly start: number;
  #now: number;
  #order = 0;
  readonly #heap: Timer[] = [];
  readonly #soon: Timer[] = [];

  constructor(start = Date.parse('2026-11-21T12:00:00.000Z')) {
    this.start = start;
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  after(ms: number, ring: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, Math.ceil(ms)), order: this.#order++, ring };
    this.#push(timer);
    return timer;
  }

  /** Rings at this moment, before any timer, once all promises have settled. */
  soon(ring: () => void): Timer {
    const timer = { at: this.#now, order: this.#order++, ring };
    this.#soon.push(timer);
    return timer;
  }

  readonly wait = (ms: number): Promise<void> => new Promise((resolve) => this.after(ms, resolve));

  /** Lets time pass until a promise settles. Whatever is still to ring then, rings only in another run of this. */
  async until<Result>(awaited: Promise<Result>): Promise<Result> {
    let settled = false;
    const outcome = awaited.finally(() => {
      settled = true;
    });
    outcome.catch(() => undefined);
    await new Promise<void>((resolve, reject) => {
      let isOver = false;
      const end = (how: () => void) => {
        isOver = true;
        how();
      };
      const turn = () => {
        if (isOver) return;
        if (settled) end(resolve);
        else if (!this.ringNext()) end(() => reject(new Error('everybody waits, and for nothing')));
      };
      const turns = () => {
        for (let left = turnsAtOnce; left > 0; left--) afterMicrotasks(turn);
        if (!isOver) afterMicrotasks(turns);
      };
      turns();
    });
    return outcome;
  }

  /** Lets time pass up to the next timer. Whether there was one. */
  ringNext(): boolean {
    const timer = this.#soon.shift() ?? this.#next();
    if (timer === undefined) return false;
    this.#now = Math.max(this.#now, timer.at);
    timer.ring?.();
    return true;
  }

  /** Until no promise is left to settle, if no timer rings. */
  readonly settled = (): Promise<void> => new Promise((resolve) => afterMicrotasks(resolve));

  #next(): Timer | undefined {
    for (;;) {
      const timer = this.#pop();
      if (timer === undefined || timer.ring !== undefined) return timer;
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) below++;
      if (!isBefore(heap[below] as Timer, last)) break;
      heap[at] = heap[below] as Timer;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
