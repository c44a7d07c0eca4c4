import type { RequestMinuteJson } from './activity-types.ts';
import type { ChartData } from './chart-series.ts';

const minuteMs = 60_000;
const fewestMinutes = 2;

/** The minutes of the last hour that are known, with gaps where there was no request. */
function byMinute(
  minutes: readonly RequestMinuteJson[],
  lines: Readonly<Record<string, (minute: RequestMinuteJson | undefined) => number | null>>,
): ChartData {
  if (minutes.length === 0) return { times: [], series: [] };
  const known = new Map(minutes.map((minute) => [Date.parse(minute.at), minute]));
  const last = Math.max(...known.keys());
  // One point alone would be a chart without a line and without times.
  const first = Math.min(...known.keys(), last - fewestMinutes * minuteMs);
  const starts = Array.from({ length: (last - first) / minuteMs + 1 }, (_, index) => first + index * minuteMs);
  return {
    times: starts.map((start) => start / 1_000),
    series: Object.entries(lines).map(([name, measure]) => ({
      name,
      values: starts.map((start) => measure(known.get(start))),
    })),
  };
}

export const latencyByMinute = (minutes: readonly RequestMinuteJson[]): ChartData =>
  byMinute(minutes, { p50: (minute) => minute?.p50_ms ?? null, p99: (minute) => minute?.p99_ms ?? null });

export const replaysByMinute = (minutes: readonly RequestMinuteJson[]): ChartData =>
  byMinute(minutes, { requests: (minute) => minute?.requests ?? 0, replays: (minute) => minute?.replays ?? 0 });
