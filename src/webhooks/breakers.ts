import { CircuitBreaker } from '../runtime/circuit-breaker.ts';
import type { Io } from '../runtime/io.ts';

/** A receiver that fails is probed once a minute: open for less than that, or the next run of `redeliver` comes too early. */
const openMs = 50_000;

const breakers = new WeakMap<Io['call'], Map<string, CircuitBreaker>>();

/** The circuit breaker of an endpoint in this process: a process has one HTTP client, and every test has its own. */
export function breakerOf(call: Io['call'], endpointId: string): CircuitBreaker {
  const known = breakers.get(call) ?? new Map<string, CircuitBreaker>();
  breakers.set(call, known);
  const breaker = known.get(endpointId) ?? new CircuitBreaker(openMs);
  known.set(endpointId, breaker);
  return breaker;
}
