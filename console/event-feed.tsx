import { useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';
import type { EventJson, EventsJson } from './api-types.ts';
import { Amount, Id } from './parts.tsx';
import { hashOf } from './route.ts';
import { timeText } from './text.ts';

const most = 30;

/** The newest events, read again whenever `change` does. */
export function EventFeed({ change }: { change: number }) {
  const [events, setEvents] = useState<readonly EventJson[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: something has happened
  useEffect(() => {
    const abort = new AbortController();
    get<EventsJson>(`/v1/events?limit=${most}`, abort.signal).then(
      (page) => setEvents(page.events),
      () => undefined,
    );
    return () => abort.abort();
  }, [change]);
  return (
    <section aria-label="Events">
      <div class="heading">
        <h2>Events</h2>
      </div>
      {events.length === 0 && <p class="soft">None yet.</p>}
      <ul class="feed">
        {events.map(({ type, timestamp, data }) => (
          <li key={data.event_id}>
            <span class="soft">{timeText(timestamp)}</span> <span>{type}</span>{' '}
            {'payment_id' in data ? (
              <>
                <Id id={String(data.payment_id)} href={hashOf({ page: 'payment', id: String(data.payment_id) })} />{' '}
                <Amount amount={data.amount} currency={data.currency} />
              </>
            ) : (
              <Id id={data.endpoint_id} href={hashOf({ page: 'endpoint', id: data.endpoint_id })} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
