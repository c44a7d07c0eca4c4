import { Refusal } from '../domain/refusal.ts';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { EndpointChange, WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { notificationServiceId } from '../webhooks/notification-service-id.ts';
import { urlFault } from '../webhooks/receiver-address.ts';
import { newSecret } from '../webhooks/signature.ts';
import { untilSettled } from './settled-change.ts';

/** Each batch of events reads all endpoints. */
const mostEndpoints = 50;

type Services = Readonly<{ endpoints: WebhookEndpoints; io: Pick<Io, 'now' | 'newId' | 'sleep'> }>;

type Wanted = Readonly<{ url: string; description: string | undefined; types: readonly string[] | undefined }>;

/** Creates an endpoint with a new secret. */
export async function createEndpoint(wanted: Wanted, { endpoints, io }: Services): Promise<WebhookEndpoint> {
  const others = await endpoints.all();
  requireUrl(wanted.url, others);
  if (others.length >= mostEndpoints) {
    throw new Refusal('too_many_webhook_endpoints', `there are ${mostEndpoints} endpoints already; delete one first`);
  }
  const endpoint: WebhookEndpoint = {
    ...wanted,
    id: `we_${io.newId().replaceAll('-', '')}`,
    state: { status: 'enabled' },
    secret: newSecret(io),
    previous: undefined,
    failingSince: undefined,
    createdAt: io.now(),
  };
  await endpoints.create(endpoint);
  return endpoint;
}

/** Of two endpoints with one URL, the receiver would get each event twice, signed by different secrets. */
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

/** Deliveries are listed by endpoint; those to the notification service, too, which no client registered. */
export async function requireDeliveryTarget(endpoints: WebhookEndpoints, id: string): Promise<void> {
  if (id !== notificationServiceId) await findEndpoint(endpoints, id);
}

const refuseUnknown = (): never => {
  throw new Refusal('webhook_endpoint_not_found', 'no webhook endpoint has this id');
};

export type EndpointUpdate = EndpointChange & Readonly<{ status?: 'enabled' | 'disabled' }>;

/** Changes an endpoint. When this resolves, nothing more is sent by what it was before. */
export async function updateEndpoint(
  id: string,
  { status, ...change }: EndpointUpdate,
  { endpoints, io }: Services,
): Promise<WebhookEndpoint> {
  const found = await findEndpoint(endpoints, id);
  if (change.url !== undefined && change.url !== found.url) requireUrl(change.url, await endpoints.all());
  let endpoint: WebhookEndpoint = found;
  if (Object.keys(change).length > 0) endpoint = (await endpoints.change(id, change)) ?? refuseUnknown();
  if (status === 'enabled') endpoint = (await endpoints.enable(id, io.now())) ?? refuseUnknown();
  // One that is disabled already keeps its reason; its earlier request may not have been answered.
  if (status === 'disabled') {
    endpoint = (await endpoints.disable(id, 'requested', io.now())) ?? (await findEndpoint(endpoints, id));
  }
  await untilSettled(io);
  return endpoint;
}

/** Deletes an endpoint. When this resolves, nothing more is sent to it. */
export async function deleteEndpoint(id: string, { endpoints, io }: Services): Promise<void> {
  await findEndpoint(endpoints, id);
  await endpoints.remove(id);
  await untilSettled(io);
}

const mostRotations = 3;

/** Gives an endpoint a new secret, which signs at once; the one before signs, too, for as long as is asked. */
export async function rotateSecret(
  id: string,
  previousValidMs: number,
  { endpoints, io }: Services,
): Promise<WebhookEndpoint> {
  const secret = newSecret(io);
  for (let tries = 0; tries < mostRotations; tries++) {
    const { secret: current } = await findEndpoint(endpoints, id);
    // Our own first attempt, whose answer was lost.
    const rotated =
      current === secret
        ? await endpoints.get(id)
        : await endpoints.rotate(id, { secret, current, previousUntil: io.now() + previousValidMs });
    if (rotated === undefined) continue;
    await untilSettled(io);
    return rotated;
  }
  throw new Refusal('store_unavailable', 'the secret is being rotated by other requests; try again', {
    retryAfterSeconds: 1,
  });
}
