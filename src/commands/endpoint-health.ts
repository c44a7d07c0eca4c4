import { isGone, isSuccess } from '../domain/delivery-schedule.ts';
import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import { isFailingTooLong, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';

type Seen = Readonly<{ endpoint: WebhookEndpoint; succeeded: boolean; gone: boolean; at: number }>;

export type EndpointHealth = ReturnType<typeof endpointHealth>;

/** The health of endpoints in one invocation: what was seen is written at its end, once for each endpoint. */
export function endpointHealth({ endpoints, io }: Readonly<{ endpoints: WebhookEndpoints; io: Pick<Io, 'now'> }>) {
  const seen = new Map<string, Seen>();
  return {
    note(endpoint: WebhookEndpoint, answer: ReceiverAnswer): void {
      const { succeeded = false, gone = false } = seen.get(endpoint.id) ?? {};
      seen.set(endpoint.id, {
        endpoint,
        succeeded: succeeded || isSuccess(answer),
        gone: gone || isGone(answer),
        at: io.now(),
      });
    },

    /** Writes what changed, and resolves with the number of endpoints that were disabled by it. */
    async write(): Promise<number> {
      const disabled = await Promise.all([...seen.values()].map((one) => writeOne(one, endpoints)));
      return disabled.filter(Boolean).length;
    },
  };
}

async function writeOne({ endpoint, succeeded, gone, at }: Seen, endpoints: WebhookEndpoints): Promise<boolean> {
  const { id, failingSince } = endpoint;
  if (gone) return (await endpoints.disable(endpoint, 'gone', at)) !== undefined;
  if (succeeded) {
    if (failingSince !== undefined) await endpoints.noteSuccess(id, at);
  } else if (failingSince === undefined) {
    await endpoints.noteFailure(id, at);
  } else if (isFailingTooLong(endpoint, at)) {
    return (await endpoints.disable(endpoint, 'failing', at)) !== undefined;
  }
  return false;
}
