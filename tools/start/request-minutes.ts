/** Requests of one minute. Percentiles are exact to 5 %. */
export type RequestMinute = Readonly<{ at: string; requests: number; replays: number; p50_ms: number; p99_ms: number }>;

export type RequestMinutes = Readonly<{
  add: (at: number, ms: number, isReplay: boolean) => void;
  /** The last hour, oldest first, without minutes that had no request. */
  latest: (now: number) => readonly RequestMinute[];
}>;

type Minute = { requests: number; replays: number /** Counts by class of duration. */; classes: Map<number, number> };

const minuteMs = 60_000;
const mostMinutes = 60;
/** Each class is a tenth longer than the one before, so an hour under load takes no more memory than an idle one. */
const growth = Math.log(1.1);

const classOf = (ms: number): number => Math.round(Math.log(Math.max(ms, 0.1)) / growth);

/** Counts requests and their durations by minute, in bounded memory. */
export function requestMinutes(): RequestMinutes {
  const minutes = new Map<number, Minute>();
  const forget = (now: number) => {
    for (const start of minutes.keys()) if (start <= now - mostMinutes * minuteMs) minutes.delete(start);
  };
  return {
    add: (at, ms, isReplay) => {
      const start = Math.floor(at / minuteMs) * minuteMs;
      const minute = minutes.get(start) ?? { requests: 0, replays: 0, classes: new Map() };
      minute.requests++;
      if (isReplay) minute.replays++;
      minute.classes.set(classOf(ms), (minute.classes.get(classOf(ms)) ?? 0) + 1);
      minutes.set(start, minute);
      forget(at);
    },
    latest: (now) => {
      forget(now);
      return [...minutes].map(([start, { requests, replays, classes }]) => ({
        at: new Date(start).toISOString(),
        requests,
        replays,
        p50_ms: percentileOf(classes, requests, 50),
        p99_ms: percentileOf(classes, requests, 99),
      }));
    },
  };
}

/** The duration in ms that so many per cent of the requests did not exceed, to three digits. */
function percentileOf(classes: ReadonlyMap<number, number>, requests: number, percent: number): number {
  let left = Math.ceil((percent / 100) * requests);
  for (const [index, count] of [...classes].toSorted(([one], [other]) => one - other)) {
    left -= count;
    if (left <= 0) return Number(Math.exp(index * growth).toPrecision(3));
  }
  return 0;
}
