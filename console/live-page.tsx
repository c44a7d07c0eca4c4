import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RequestMinuteJson } from './activity-types.ts';
import { Chart } from './chart.tsx';
import { type ChartLibrary, loadCharts } from './chart-library.ts';
import { EventFeed } from './event-feed.tsx';
import { Title } from './parts.tsx';
import { RequestFeed } from './request-feed.tsx';
import { useActivity } from './use-activity.ts';

/** Requests and events of an environment on this machine, as they happen. */
export function LivePage() {
  const [isPaused, setIsPaused] = useState(false);
  const { entries, minutes } = useActivity(isPaused);
  // Reads make no events, and this page itself reads.
  const change = entries.find((entry) => entry.kind !== 'request' || entry.method !== 'GET')?.number ?? 0;
  return (
    <article>
      <div class="heading">
        <Title>Live</Title>
        <button type="button" class="quiet" onClick={() => setIsPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
      </div>
      <RequestCharts minutes={minutes} />
      <div class="columns">
        <RequestFeed entries={entries} />
        <EventFeed change={change} />
      </div>
    </article>
  );
}

/** All requests but reads, by minute: the environment keeps them for an hour. */
function RequestCharts({ minutes }: { minutes: readonly RequestMinuteJson[] }) {
  const [library, setLibrary] = useState<ChartLibrary>();
  useEffect(() => void loadCharts().then(setLibrary, () => undefined), []);
  // A chart is drawn again only if its figures have changed.
  const state = JSON.stringify(minutes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` stands for `minutes`
  const [latency, replays] = useMemo(
    () => [library?.latencyByMinute(minutes), library?.replaysByMinute(minutes)],
    [library, state],
  );
  if (!latency || !replays) return null;
  return (
    <div class="charts">
      <Chart title="Time to answer, by minute" data={latency} unit=" ms" />
      <Chart title="Requests and replays, by minute" data={replays} />
    </div>
  );
}
