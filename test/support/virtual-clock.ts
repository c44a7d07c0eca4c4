type Timer = { readonly at: number; readonly ring: () => void };

/** Time that passes only when everybody waits: nobody sleeps for real, and every order of events repeats. */
export class VirtualClock {
  #now: number;
  #turn: NodeJS.Immediate | undefined;
  readonly #timers = new Set<Timer>();

  constructor(start = Date.parse('2026-11-21T12:00:00.000Z')) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  /** Lets time pass while nobody is at work. */
  advance(ms: number): void {
    this.#now += ms;
  }

  readonly sleep = (ms: number, aborted?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = { at: this.#now + ms, ring: resolve };
      this.#timers.add(timer);
      aborted?.addEventListener('abort', () => this.#timers.delete(timer));
      this.#takeTurn();
    });

  /** Once no promise is left to settle, the next timer is due. */
  #takeTurn(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      const [next] = [...this.#timers].sort((one, other) => one.at - other.at);
      if (next === undefined) return;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.ring();
      this.#takeTurn();
    });
  }
}
