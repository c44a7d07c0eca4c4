import { Refusal } from '../domain/refusal.ts';
import { previousSecrets, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { EndpointChange, WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { isBuiltIn } from '../webhooks/built-in-endpoints.ts';
import { urlFault } from '../webhooks/receiver-address.ts';
import { newSecret } from '../webhooks/signature.ts';
import { untilSettled } from './settled-change.ts';

/** Each batch of events reads all endpoints. */
const mostEndpoints = 50;

/** Tries of a change that others come before. */
const mostTries = 5;

type EndpointServices = Readonly<{ endpoints: WebhookEndpoints; io: Pick<Io, 'now' | 'newId' | 'random' | 'sleep'> }>;

type Wanted = Readonly<{ url: string; description: string | undefined; types: readonly string[] | undefined }>;

/**
 * Creates an endpoint with a new secret. Looks again if another one is created meanwhile, which may have its URL, or if DynamoDB
 * does not say what became of this one.
 */
export async function createEndpoint(wanted: Wanted, { endpoints, io }: EndpointServices): Promise<WebhookEndpoint> {
  const tried = new Set<string>();
  for (let tries = 0; tries < mostTries; tries++) {
    await io.sleep(io.random() * 100 * tries);
    const counted = await endpoints.countCreated();
    const others = await endpoints.all();
    const own = others.find(({ id }) => tried.has(id));
    if (own !== undefined) return own;
    requireUrl(wanted.url, others);
    if (others.length >= mostEndpoints) {
      throw new Refusal('too_many_webhook_endpoints', `there are ${mostEndpoints} endpoints already; delete one first`);
    }
    const endpoint = newEndpoint(wanted, io);
    tried.add(endpoint.id);
    if (await endpoints.create(endpoint, counted)) return endpoint;
  }
  throw new Refusal('store_unavailable', 'other endpoints are being created; try again', { retryAfterSeconds: 1 });
}

const newEndpoint = (wanted: Wanted, io: Pick<Io, 'now' | 'newId'>): WebhookEndpoint => ({
  ...wanted,
  id: `we_${io.newId().replaceAll('-', '')}`,
  state: { status: 'enabled' },
  secret: newSecret(io),
  previous: [],
  failingSince: undefined,
  workingAt: undefined,
  createdAt: io.now(),
  revision: 0,
});

/** Two endpoints with one URL would send each event twice, signed by different secrets. */
function requireUrl(url: string, others: readonly WebhookEndpoint[]): void {
  const fault = urlFault(url);
  if (fault !== undefined) throw new Refusal('webhook_url_invalid', `the URL ${fault}`, { field: '/url' });
  const other = others.find((one) => one.url === url);
  if (other !== undefined) {
    throw new Refusal('webhook_url_in_use', 'another endpoint has this URL; rotate its secret if you do not know it', {
      field: '/url',
      more: { endpoint_id: other.id },
    });
  }
}

/** The endpoint with an id. */
export async function findEndpoint(endpoints: WebhookEndpoints, id: string): Promise<WebhookEndpoint> {
  return (await endpoints.get(id)) ?? refuseUnknown();
}

/** Deliveries are listed by endpoint; those to built-in endpoints, too. */
export async function requireDeliveryTarget(endpoints: WebhookEndpoints, id: string): Promise<void> {
  if (!isBuiltIn(id)) await findEndpoint(endpoints, id);
}

const refuseUnknown = (): never => {
  throw new Refusal('webhook_endpoint_not_found', 'no webhook endpoint has this id');
};

/**
 * Changes an endpoint as it is at that moment. `change` gives undefined if the endpoint has changed meanwhile, which may have
 * been its own first attempt. It writes even if nothing is different: then a request before this one, whose write is
 * still under way, is refused when it arrives.
 */
async function changed(
  id: string,
  { endpoints, io }: EndpointServices,
  change: (seen: WebhookEndpoint) => Promise<WebhookEndpoint | undefined>,
): Promise<WebhookEndpoint> {
  for (let tries = 0; tries < mostTries; tries++) {
    const after = await change(await findEndpoint(endpoints, id));
    if (after !== undefined) return after;
    await io.sleep(50 * tries);
  }
  throw new Refusal('store_unavailable', 'the endpoint is being changed by other requests; try again', {
    retryAfterSeconds: 1,
  });
}

export type EndpointUpdate = EndpointChange & Readonly<{ status?: 'enabled' | 'disabled' }>;

/** Changes an endpoint. When this resolves, nothing more is sent by what it was before. */
export async function updateEndpoint(
  id: string,
  { status, ...change }: EndpointUpdate,
  services: EndpointServices,
): Promise<WebhookEndpoint> {
  const { endpoints, io } = services;
  const others = change.url === undefined ? [] : (await endpoints.all()).filter((one) => one.id !== id);
  let endpoint = await findEndpoint(endpoints, id);
  if (change.url !== undefined) requireUrl(change.url, others);
  if (Object.keys(change).length > 0) endpoint = await changed(id, services, (seen) => endpoints.change(seen, change));
  if (status !== undefined) {
    endpoint = await changed(id, services, (seen) =>
      status === 'enabled' ? endpoints.enable(seen, io.now()) : endpoints.disable(seen, 'requested', io.now()),
    );
  }
  await untilSettled(io);
  return endpoint;
}

/** Deletes an endpoint. When this resolves, nothing more is sent to it. */
export async function deleteEndpoint(id: string, services: EndpointServices): Promise<void> {
  const { endpoints, io } = services;
  let seen = await findEndpoint(endpoints, id);
  for (let tries = 0; (await endpoints.remove(seen, io.now())) === undefined; tries++) {
    const now = await endpoints.get(id);
    if (now === undefined) break;
    if (tries === mostTries) throw new Refusal('store_unavailable', 'try again', { retryAfterSeconds: 1 });
    seen = now;
  }
  await untilSettled(io);
}

const refuseRotation = (): never => {
  const message = `${mostPrevious} earlier secrets are still valid; rotate with previous_valid_hours 0 to end them, or wait`;
  throw new Refusal('too_many_webhook_secrets', message);
};

/** Each delivery has a signature by every one. */
const mostPrevious = 5;

/** Gives an endpoint a new secret, which signs at once; those before sign, too, for as long as is asked. */
export async function rotateSecret(
  id: string,
  previousValidMs: number,
  services: EndpointServices,
): Promise<WebhookEndpoint> {
  const { endpoints, io } = services;
  const secret = newSecret(io);
  const rotated = await changed(id, services, async (seen) => {
    // Its own first attempt, whose answer was lost.
    if (seen.secret === secret) return seen;
    const now = io.now();
    const previous = previousSecrets(seen, { next: secret, now, validUntil: now + previousValidMs });
    if (previous.length > mostPrevious) refuseRotation();
    return endpoints.rotate(seen, secret, previous);
  });
  await untilSettled(io);
  return rotated;
}
