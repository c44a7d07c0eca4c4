import { CommandRefusal } from '../../hermetic/process/command.ts';
import { apiRequest, RefusedByApi } from './api.ts';

type RedriveOptions = Readonly<{ url: string; since: string | undefined; endpoint: string | undefined; json: boolean }>;
/** Deliveries to the notification service of the stage, and to its event bus, are listed under these ids. */
const builtIn = ['notification-service', 'event-bus'];

const goneCodes: ReadonlySet<string> = new Set(['webhook_endpoint_not_found', 'webhook_endpoint_disabled']);

/** Begins the schedule of dead deliveries again: of one endpoint or of all, of events since an instant or of all. */
export async function redrive({ url, since, endpoint, json }: RedriveOptions): Promise<void> {
  const from = since === undefined ? new Date(0) : new Date(since);
  if (Number.isNaN(from.getTime()))
    throw new CommandRefusal(`--since ${since} must be a date and time, like 2026-11-28T10:00:00Z.`);
  let redriven = 0;
  for (const id of endpoint === undefined ? await enabledEndpoints(url) : [endpoint]) {
    redriven += await redriveAt(url, id, from.toISOString()).catch((error: unknown) => {
      // Most stages have no event bus, and an endpoint may be deleted just now.
      const isGone = endpoint === undefined && error instanceof RefusedByApi && goneCodes.has(error.code);
      return isGone ? 0 : Promise.reject(error);
    });
  }
  console.log(json ? JSON.stringify({ redriven }) : `${redriven} deliveries will be tried again within a minute.`);
}

async function enabledEndpoints(url: string): Promise<readonly string[]> {
  const answer = await apiRequest(url, 'GET', '/v1/webhook-endpoints');
  const all = answer.webhook_endpoints as readonly Readonly<{ id: string; status: string }>[];
  return [...builtIn, ...all.filter(({ status }) => status === 'enabled').map(({ id }) => id)];
}

async function redriveAt(url: string, endpointId: string, from: string): Promise<number> {
  let redriven = 0;
  let cursor: unknown;
  do {
    const body = { status: 'dead', from, ...(typeof cursor === 'string' && { cursor }) };
    const answer = await apiRequest(url, 'POST', `/v1/webhook-endpoints/${endpointId}/replay`, { body });
    redriven += Number(answer.scheduled);
    cursor = answer.next_cursor;
  } while (typeof cursor === 'string');
  return redriven;
}
