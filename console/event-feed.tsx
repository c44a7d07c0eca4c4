import { useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';
import type { EventJson, EventsJson } from './api-types.ts';
import { Amount, Id } from './parts.tsx';
import { hashOf } from './route.ts';
import { timeText } from './text.ts';

const everyMs = 2_000;
const most = 30;

/** The newest events, read again every two seconds while the page is visible. */
export function EventFeed() {
  const [events, setEvents] = useState<readonly EventJson[]>([]);
  const [isPaused, setIsPaused] = useState(false);
  useEffect(() => {
    if (isPaused) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const read = async () => {
      if (!document.hidden) {
        const page = await get<EventsJson>(`/v1/events?limit=${most}`).catch(() => undefined);
        if (page && !isOver) setEvents(page.events);
      }
      if (!isOver) timer = setTimeout(() => void read(), everyMs);
    };
    void read();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isPaused]);
  return (
    <section aria-label="Events">
      <div class="heading">
        <h2>Events as they happen</h2>
        <button type="button" class="quiet" onClick={() => setIsPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
      </div>
      {events.length === 0 && <p class="soft">None yet.</p>}
      <ul class="feed">
        {events.map(({ type, timestamp, data }) => (
          <li key={data.event_id}>
            <span class="soft">{timeText(timestamp)}</span> <span>{type}</span>{' '}
            <Id id={String(data.payment_id)} href={hashOf({ page: 'payment', id: String(data.payment_id) })} />{' '}
            <Amount amount={data.amount} currency={data.currency} />
          </li>
        ))}
      </ul>
    </section>
  );
}
