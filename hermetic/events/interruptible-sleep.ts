/** Sleeps that can be ended early. */
export class InterruptibleSleep {
  readonly #waiting = new Set<() => void>();
  readonly #stopping: AbortSignal;

  /** Once `stopping` is aborted, sleeps end at once. */
  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
    stopping.addEventListener('abort', () => this.interrupt());
  }

  async sleep(ms: number): Promise<void> {
    if (this.#stopping.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
    clearTimeout(timer);
  }

  /** Ends all current sleeps. */
  interrupt(): void {
    for (const resolve of this.#waiting) resolve();
  }
}
