import { describe, expect, it } from 'vitest';
import { latencyByMinute, replaysByMinute } from '../../console/minute-series.ts';

const minutes = [
  { at: '2026-11-28T10:00:00.000Z', requests: 3, replays: 1, p50_ms: 12, p99_ms: 40 },
  { at: '2026-11-28T10:02:00.000Z', requests: 1, replays: 0, p50_ms: 9, p99_ms: 9 },
];
const start = Date.parse('2026-11-28T10:00:00.000Z') / 1_000;

describe('the charts of the live page', () => {
  it('a minute without requests is a gap in latency, and zero in their number', () => {
    expect(latencyByMinute(minutes)).toEqual({
      times: [start, start + 60, start + 120],
      series: [
        { name: 'p50', values: [12, null, 9] },
        { name: 'p99', values: [40, null, 9] },
      ],
    });
    expect(replaysByMinute(minutes).series).toEqual([
      { name: 'requests', values: [3, 0, 1] },
      { name: 'replays', values: [1, 0, 0] },
    ]);
  });

  it('a single minute has others before it, so that its chart has times', () => {
    const { times, series } = replaysByMinute(minutes.slice(0, 1));
    expect(times).toEqual([start - 120, start - 60, start]);
    expect(series[0]?.values).toEqual([0, 0, 3]);
  });

  it('without any request there is nothing to draw', () => {
    expect(latencyByMinute([])).toEqual({ times: [], series: [] });
  });
});
