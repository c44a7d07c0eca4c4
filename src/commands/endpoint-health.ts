import { isGone, isSuccess } from '../domain/delivery-schedule.ts';
import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import { isFailingTooLong, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { AutomaticReason } from '../domain/webhook-failure.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { type FailureServices, recordFailure } from './record-failure.ts';

type Seen = Readonly<{ endpoint: WebhookEndpoint; succeeded: boolean; gone: boolean; at: number }>;

type HealthServices = FailureServices & Readonly<{ endpoints: WebhookEndpoints }>;

export type EndpointHealth = ReturnType<typeof endpointHealth>;

/** The health of endpoints in one invocation: what was seen is written at its end, once for each endpoint. */
export function endpointHealth(services: HealthServices) {
  const seen = new Map<string, Seen>();
  return {
    note(endpoint: WebhookEndpoint, answer: ReceiverAnswer): void {
      const { succeeded = false, gone = false } = seen.get(endpoint.id) ?? {};
      seen.set(endpoint.id, {
        endpoint,
        succeeded: succeeded || isSuccess(answer),
        gone: gone || isGone(answer),
        at: services.io.now(),
      });
    },

    /** Writes what changed, and resolves with the number of endpoints that were disabled by it. */
    async write(): Promise<number> {
      const disabled = await Promise.all([...seen.values()].map((one) => writeOne(one, services)));
      return disabled.filter(Boolean).length;
    },
  };
}

async function writeOne({ endpoint, succeeded, gone, at }: Seen, services: HealthServices): Promise<boolean> {
  const { endpoints } = services;
  const { failingSince } = endpoint;
  if (gone) return disable(endpoint, 'gone', at, services);
  if (succeeded) {
    if (failingSince !== undefined) await endpoints.noteSuccess(endpoint, at);
  } else if (failingSince === undefined) {
    await endpoints.noteFailure(endpoint, at);
  } else if (isFailingTooLong(endpoint, at)) {
    return disable(endpoint, 'failing', at, services);
  }
  return false;
}

/** Disables an endpoint, with an event that tells the others. False if it was changed since it was seen. */
const disable = (endpoint: WebhookEndpoint, reason: AutomaticReason, now: number, services: HealthServices) =>
  recordFailure(
    { type: 'endpoint.disabled', endpoint, reason, at: new Date(now).toISOString() },
    services.endpoints.disabling(endpoint, reason, now),
    services,
  );
