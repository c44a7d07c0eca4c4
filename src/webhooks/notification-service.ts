import { isNotified, presentNotification } from '../contracts/notification.ts';
import type { WebhookEvent } from '../domain/webhook-endpoint.ts';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { serviceUrl } from '../runtime/service-url.ts';
import { receivers } from './receivers.ts';
import type { AttemptIo } from './traced-attempt.ts';

const address = optionalEnv('NOTIFICATION_SERVICE_URL');
const configured = address && serviceUrl('NOTIFICATION_SERVICE_URL', address);

export type NotificationService = NonNullable<ReturnType<typeof notificationService>>;

/**
 * The notification service of the stage: an endpoint that its operator configures. It may be in a private network, so no
 * guard is between, and it gets no signature. Undefined if none is configured.
 */
export function notificationService(io: Pick<Io, 'call'> & AttemptIo, url: string | undefined = configured) {
  if (!url) return undefined;
  const client = receivers(io.call, io);
  return {
    call: io.call,
    isRecipient: ({ type }: Pick<WebhookEvent, 'type'>): boolean => isNotified(type),
    send: (event: Pick<WebhookEvent, 'id' | 'body' | 'trace'>) =>
      client.notify(`${url}/v1/notifications`, { ...event, body: presentNotification(event.body) }),
  };
}
