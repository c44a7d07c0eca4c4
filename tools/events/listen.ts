import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { apiRequest } from './api.ts';

type ListenOptions = Readonly<{ url: string; forwardTo: string; types: readonly string[] | undefined; json: boolean }>;
type ForwardedDelivery = Readonly<{
  event_id: string;
  status: string;
  attempts: number;
  last_status: unknown;
  last_error: unknown;
}>;

const pauseMs = 2_000;

/**
 * Has events delivered to an address on this machine until the process is interrupted. It registers an endpoint, so that
 * the service itself signs, sends and retries, as it does when it is deployed; and deletes the endpoint in the end.
 */
export async function listen({ url, forwardTo, types, json }: ListenOptions): Promise<void> {
  requireLocal(url);
  const body = { url: forwardTo, description: 'npm run events -- listen', ...(types && { event_types: types }) };
  const { id, secret } = await apiRequest(url, 'POST', '/v1/webhook-endpoints', { body }).catch((error: unknown) =>
    refuseAddressInUse(error, url, forwardTo),
  );
  const path = `/v1/webhook-endpoints/${id}`;
  const say = (line: object, text: string) => console.log(json ? JSON.stringify(line) : text);
  say({ endpoint_id: id, secret }, `Events go to ${forwardTo}, signed with ${secret}. Ctrl+C ends it.`);
  const over = new AbortController();
  // SIGHUP: its terminal was closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) void once(process, signal).then(() => over.abort());
  const shown = new Set<string>();
  try {
    while (!over.signal.aborted) {
      const { deliveries } = (await apiRequest(url, 'GET', `${path}/deliveries`)) as {
        deliveries: readonly ForwardedDelivery[];
      };
      for (const delivery of deliveries.toReversed()) {
        const { event_id, status, attempts, last_status, last_error } = delivery;
        const state = `${event_id} ${status} ${attempts}`;
        if (shown.has(state)) continue;
        shown.add(state);
        say(delivery, `${last_status ?? last_error ?? '-'} ${event_id} ${status}, attempt ${attempts}`);
      }
      await sleep(pauseMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  } finally {
    await apiRequest(url, 'DELETE', path);
  }
}

/** A listener that was killed leaves its endpoint behind. */
async function refuseAddressInUse(error: unknown, url: string, forwardTo: string): Promise<never> {
  if (!(error instanceof CommandRefusal) || !error.message.includes('webhook_url_in_use')) throw error;
  const answer = await apiRequest(url, 'GET', '/v1/webhook-endpoints');
  const all = answer.webhook_endpoints as readonly Readonly<{ id: string; url: string }>[];
  const id = all.find((one) => one.url === forwardTo)?.id;
  throw new CommandRefusal(
    `Another endpoint delivers to ${forwardTo}: another listener, or one that was killed. To delete it: curl -X DELETE ${new URL(`/v1/webhook-endpoints/${id}`, url)}`,
    1,
  );
}

function requireLocal(url: string): void {
  if (['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)) return;
  throw new CommandRefusal(
    `${url} is not on this machine, so its service cannot reach an address here: register a public URL with POST /v1/webhook-endpoints.`,
  );
}
