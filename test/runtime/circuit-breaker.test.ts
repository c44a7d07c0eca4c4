import { describe, expect, it } from 'vitest';
import { breakerFor, CircuitBreaker } from '../../src/runtime/circuit-breaker.ts';

const failing = (times: number, at = 0) => {
  const breaker = new CircuitBreaker();
  for (let failure = 0; failure < times; failure++) {
    breaker.admit(at);
    breaker.failed(at);
  }
  return breaker;
};

describe('a circuit breaker', () => {
  it('fewer than five failures in a row keep the circuit closed', () => {
    expect(failing(4).admit(0)).toEqual({ kind: 'call' });
  });

  it('a success resets the failure count', () => {
    const breaker = failing(4);
    breaker.succeeded();
    breaker.failed(0);
    expect(breaker.admit(0)).toEqual({ kind: 'call' });
  });

  it('five failures in a row open the circuit for ten seconds', () => {
    const breaker = failing(5, 1_000);
    expect(breaker.admit(1_000)).toEqual({ kind: 'refused', forMs: 10_000 });
    expect(breaker.admit(10_999)).toEqual({ kind: 'refused', forMs: 1 });
  });

  it('then the circuit is half open and admits exactly one probe', () => {
    const breaker = failing(5);
    expect(breaker.admit(10_000)).toEqual({ kind: 'probe' });
    expect(breaker.admit(10_001)).toEqual({ kind: 'refused', forMs: 9_999 });
  });

  it('a successful probe closes the circuit', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    breaker.succeeded();
    expect(breaker.admit(10_000)).toEqual({ kind: 'call' });
  });

  it('a failed probe keeps the circuit open until the next probe', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    breaker.failed(12_000);
    expect(breaker.admit(21_999)).toEqual({ kind: 'refused', forMs: 1 });
    expect(breaker.admit(22_000)).toEqual({ kind: 'probe' });
  });

  it('a probe that never reports is followed by another one', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    expect(breaker.admit(20_000)).toEqual({ kind: 'probe' });
  });

  it('every HTTP client has its own circuit breaker', () => {
    const fetch = () => Promise.reject(new Error());
    expect(breakerFor(fetch)).toBe(breakerFor(fetch));
    expect(breakerFor(() => fetch())).not.toBe(breakerFor(fetch));
  });
});
