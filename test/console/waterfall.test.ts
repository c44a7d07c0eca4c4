import { describe, expect, it } from 'vitest';
import { type LocalSpan, tracesOf, waterfallOf } from '../../console/waterfall.ts';

const span = (
  spanId: string,
  parentSpanId: string | undefined,
  times: readonly [number, number],
  payment_id?: string,
): LocalSpan => ({
  spanId,
  parentSpanId,
  name: spanId,
  startedAt: times[0],
  endedAt: times[1],
  failed: false,
  attributes: payment_id === undefined ? {} : { payment_id },
});

describe('the waterfall of a trace', () => {
  it('shows each step below the one that caused it, with its share of the whole time', () => {
    const rows = waterfallOf([
      span('webhook', 'deliver', [160, 180]),
      span('request', 'elsewhere', [100, 140]),
      span('deliver', 'request', [150, 200]),
      span('store', 'request', [110, 120]),
    ]);
    expect(rows.map(({ span: { name }, depth, from, width, after }) => [name, depth, from, width, after])).toEqual([
      ['request', 0, 0, 0.4, 0],
      ['store', 1, 0.1, 0.1, 10],
      ['deliver', 1, 0.5, 0.5, 50],
      ['webhook', 2, 0.6, 0.2, 60],
    ]);
  });

  it('shows a single step without a duration, and steps that name themselves as their cause', () => {
    expect(waterfallOf([span('only', 'only', [5, 5])])).toMatchObject([{ depth: 0, from: 0, width: 0 }]);
    expect(waterfallOf([])).toEqual([]);
  });

  it('has the steps of one payment only, where a client sent the same id with many', () => {
    const spans = [
      span('a', undefined, [0, 1], 'p1'),
      span('a1', 'a', [0, 1]),
      span('b', undefined, [2, 3], 'p2'),
      span('b1', 'b', [2, 3], 'p2'),
      span('b2', 'b', [2, 3]),
    ];
    const other = { traceId: 't2', spans: [span('c', undefined, [0, 1], 'p3')] };
    const [found, ...more] = tracesOf('p2', [{ traceId: 't1', spans }, other]);
    expect([found?.spans.map(({ name }) => name), more]).toEqual([['b', 'b1', 'b2'], []]);
  });
});
