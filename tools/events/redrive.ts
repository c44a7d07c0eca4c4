import { CommandRefusal } from '../../hermetic/process/command.ts';
import { apiRequest } from './api.ts';

type RedriveOptions = Readonly<{ url: string; since: string | undefined; endpoint: string | undefined; json: boolean }>;
type DeliveryPage = Readonly<{
  deliveries: readonly Readonly<{ event_id: string; event_at: string }>[];
  next_cursor: string | null;
}>;

/** Deliveries to the notification service of the stage are listed under this id. */
const builtIn = ['notification-service', 'event-bus'];

/** Begins the schedule of dead deliveries again: of one endpoint or of all, of events since an instant or of all. */
export async function redrive({ url, since, endpoint, json }: RedriveOptions): Promise<void> {
  const from = since === undefined ? 0 : Date.parse(since);
  if (Number.isNaN(from))
    throw new CommandRefusal(`--since ${since} must be a date and time, like 2026-11-28T10:00:00Z.`);
  let redriven = 0;
  for (const id of endpoint === undefined ? await enabledEndpoints(url) : [endpoint]) {
    for (const eventId of await deadAt(url, id, from)) {
      const path = `/v1/events/${encodeURIComponent(eventId)}/redeliver`;
      await apiRequest(url, 'POST', path, { body: { endpoint_id: id } });
      redriven++;
    }
  }
  console.log(json ? JSON.stringify({ redriven }) : `${redriven} deliveries will be tried again within a minute.`);
}

async function enabledEndpoints(url: string): Promise<readonly string[]> {
  const answer = await apiRequest(url, 'GET', '/v1/webhook-endpoints');
  const all = answer.webhook_endpoints as readonly Readonly<{ id: string; status: string }>[];
  return [...builtIn, ...all.filter(({ status }) => status === 'enabled').map(({ id }) => id)];
}

/** Read to the end first: a delivery that begins again leaves the list. */
async function deadAt(url: string, endpointId: string, from: number): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ status: 'dead', limit: '500', ...(cursor !== null && { cursor }) });
    const path = `/v1/webhook-endpoints/${endpointId}/deliveries?${query}`;
    const page = (await apiRequest(url, 'GET', path)) as DeliveryPage;
    found.push(
      ...page.deliveries.filter(({ event_at }) => Date.parse(event_at) >= from).map(({ event_id }) => event_id),
    );
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}
