import type { Io } from '../runtime/io.ts';

const mostFailuresInARow = 5;
const openMs = 10_000;

/** `probe`: the one call that finds out whether the service is back. */
export type Admission = Readonly<{ kind: 'call' | 'probe' } | { kind: 'refused'; forMs: number }>;

/** Leaves a service that keeps failing alone for a while, so that nobody waits for an answer that will not come. */
export class CircuitBreaker {
  #failuresInARow = 0;
  /** The end of the break; nothing while calls go through. */
  #openUntil: number | undefined;

  /** Whether to call now. Whoever calls reports how it went. */
  admit(now: number): Admission {
    if (this.#openUntil === undefined) return { kind: 'call' };
    if (now < this.#openUntil) return { kind: 'refused', forMs: this.#openUntil - now };
    // The others wait for this one as if it had failed already; so does the next one if it never reports.
    this.#openUntil = now + openMs;
    return { kind: 'probe' };
  }

  succeeded(): void {
    this.#failuresInARow = 0;
    this.#openUntil = undefined;
  }

  failed(now: number): void {
    if (++this.#failuresInARow >= mostFailuresInARow) this.#openUntil = now + openMs;
  }
}

const breakers = new WeakMap<Io['call'], CircuitBreaker>();

/** The breaker of a way out: a process has one way, hence one breaker, and so has every test. */
export function breakerOf(call: Io['call']): CircuitBreaker {
  const breaker = breakers.get(call) ?? new CircuitBreaker();
  breakers.set(call, breaker);
  return breaker;
}
