import { describe, expect, it } from 'vitest';
import { actorIn, actorText, inTraceOf, traceIn } from '../../src/domain/actor.ts';
import { contextIn, traceparentOf } from '../../src/domain/trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`00-${traceId}-${spanId}-03`, true],
    [`00-${traceId}-${spanId}-fe`, false],
  ])('%s is read', (text, sampled) => {
    expect(contextIn(text)).toEqual({ traceId, spanId, sampled });
  });

  it.each([
    '',
    'garbage',
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01-more`,
    `01-${traceId}-${spanId}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01\n`,
    ` 00-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-0g`,
    '0'.repeat(100_000),
  ])('%j is none', (text) => {
    expect(contextIn(text)).toBeUndefined();
  });

  it('is written as it was read', () => {
    const text = `00-${traceId}-${spanId}-01`;
    expect(traceparentOf({ traceId, spanId, sampled: true })).toBe(text);
    expect(traceparentOf({ traceId, spanId: undefined, sampled: true })).toBeUndefined();
  });
});

describe('the trace of an actor', () => {
  const trace = `00-${traceId}-${spanId}-01`;

  it.each(['order-7', undefined])(
    'is kept beside the correlation id %s, which readers find as before',
    (correlationId) => {
      const text = actorText('api-key:k1', 'r1', correlationId, trace);
      expect(traceIn(text)).toBe(trace);
      expect(actorIn(text)).toEqual({ caller: 'api-key:k1', requestId: 'r1', correlationId });
    },
  );

  it('goes on in the lease of a worker that finishes what another left, unless the worker has a trace of its own', () => {
    const left = actorText('api-key:k1', 'r1', 'c1', trace);
    expect(inTraceOf('sweep r2 ', left)).toBe(`sweep r2  ${trace}`);
    expect(inTraceOf('sweep r2 ', 'api-key:k1 r1 c1')).toBe('sweep r2 ');
    expect(inTraceOf('sweep r2 ', undefined)).toBe('sweep r2 ');
    expect(inTraceOf(left, 'api-key:k2 r3 c3 other')).toBe(left);
  });

  it('is absent in texts without one, whose bytes are those of earlier releases', () => {
    expect(actorText('api-key:k1', 'r1', undefined)).toBe('api-key:k1 r1 ');
    expect(actorText('api-key:k1', 'r1', 'c1')).toBe('api-key:k1 r1 c1');
    expect([traceIn('api-key:k1 r1 '), traceIn('api-key:k1 r1 c1'), traceIn(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
