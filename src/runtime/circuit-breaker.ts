import type { Io } from '../runtime/io.ts';

const mostFailuresInARow = 5;
const openMs = 10_000;

/** `probe` is the single call that tests whether the service has recovered. */
export type Admission = Readonly<{ kind: 'call' | 'probe' } | { kind: 'refused'; forMs: number }>;

/** Circuit breaker: after 5 failures in a row it refuses calls for a while, so that callers fail fast. */
export class CircuitBreaker {
  readonly #openMs: number;
  #failuresInARow = 0;
  /** Undefined while the circuit is closed. */
  #openUntil: number | undefined;

  constructor(forMs = openMs) {
    this.#openMs = forMs;
  }

  /** Decides about one call. The caller must report its result with `succeeded` or `failed`. */
  admit(now: number): Admission {
    if (this.#openUntil === undefined) return { kind: 'call' };
    if (now < this.#openUntil) return { kind: 'refused', forMs: this.#openUntil - now };
    // Half open: further calls are refused until this probe succeeds, or for another period if it never reports.
    this.#openUntil = now + this.#openMs;
    return { kind: 'probe' };
  }

  succeeded(): void {
    this.#failuresInARow = 0;
    this.#openUntil = undefined;
  }

  failed(now: number): void {
    if (++this.#failuresInARow >= mostFailuresInARow) this.#openUntil = now + this.#openMs;
  }
}

const breakers = new WeakMap<Io['call'], CircuitBreaker>();

/** One breaker per HTTP client: a process has one client, and every test has its own. */
export function breakerFor(call: Io['call']): CircuitBreaker {
  const breaker = breakers.get(call) ?? new CircuitBreaker();
  breakers.set(call, breaker);
  return breaker;
}
