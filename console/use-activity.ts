import { useEffect, useState } from 'preact/hooks';
import type { ActivityEntryJson, ActivityJson, RequestMinuteJson } from './activity-types.ts';
import { get } from './api.ts';

/** Newest first. */
type ShownActivity = Readonly<{ entries: readonly ActivityEntryJson[]; minutes: readonly RequestMinuteJson[] }>;

const everyMs = 1_000;
const mostShown = 200;

/** The latest activity of a local environment, read again every second while the page is visible and not paused. */
export function useActivity(isPaused: boolean): ShownActivity {
  const [shown, setShown] = useState<ShownActivity>({ entries: [], minutes: [] });
  useEffect(() => {
    if (isPaused) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const read = async () => {
      const found = document.hidden
        ? undefined
        : await get<ActivityJson>(`/_local/activity?after=${last}`, abort.signal).catch(() => undefined);
      if (abort.signal.aborted) return;
      if (found) {
        const isFirst = last === 0 || found.last < last;
        last = found.last;
        setShown((before) => ({
          entries: [...found.entries.toReversed(), ...(isFirst ? [] : before.entries)].slice(0, mostShown),
          minutes: found.minutes,
        }));
      }
      timer = setTimeout(() => void read(), everyMs);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [isPaused]);
  return shown;
}
