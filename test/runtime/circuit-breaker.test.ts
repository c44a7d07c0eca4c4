import { describe, expect, it } from 'vitest';
import { breakerOf, CircuitBreaker } from '../../src/runtime/circuit-breaker.ts';

const failing = (times: number, at = 0) => {
  const breaker = new CircuitBreaker();
  for (let failure = 0; failure < times; failure++) {
    breaker.admit(at);
    breaker.failed(at);
  }
  return breaker;
};

describe('a circuit breaker', () => {
  it('lets calls through while fewer than five fail in a row', () => {
    expect(failing(4).admit(0)).toEqual({ kind: 'call' });
  });

  it('begins to count anew after a success', () => {
    const breaker = failing(4);
    breaker.succeeded();
    breaker.failed(0);
    expect(breaker.admit(0)).toEqual({ kind: 'call' });
  });

  it('refuses for ten seconds after five, and says how long still', () => {
    const breaker = failing(5, 1_000);
    expect(breaker.admit(1_000)).toEqual({ kind: 'refused', forMs: 10_000 });
    expect(breaker.admit(10_999)).toEqual({ kind: 'refused', forMs: 1 });
  });

  it('then lets one call probe, and no other with it', () => {
    const breaker = failing(5);
    expect(breaker.admit(10_000)).toEqual({ kind: 'probe' });
    expect(breaker.admit(10_001)).toEqual({ kind: 'refused', forMs: 9_999 });
  });

  it('closes after a probe that succeeded', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    breaker.succeeded();
    expect(breaker.admit(10_000)).toEqual({ kind: 'call' });
  });

  it('stays open after a probe that failed, and probes again', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    breaker.failed(12_000);
    expect(breaker.admit(21_999)).toEqual({ kind: 'refused', forMs: 1 });
    expect(breaker.admit(22_000)).toEqual({ kind: 'probe' });
  });

  it('probes again after a probe that never came back', () => {
    const breaker = failing(5);
    breaker.admit(10_000);
    expect(breaker.admit(20_000)).toEqual({ kind: 'probe' });
  });

  it('is one for each way out', () => {
    const fetch = () => Promise.reject(new Error());
    expect(breakerOf(fetch)).toBe(breakerOf(fetch));
    expect(breakerOf(() => fetch())).not.toBe(breakerOf(fetch));
  });
});
