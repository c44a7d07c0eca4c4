import { presentNotification } from '../contracts/notification.ts';
import type { PaymentEvent } from '../projections/events.ts';
import { drainBody } from '../runtime/drain-body.ts';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { serviceUrl } from '../runtime/service-url.ts';
import { withTimeout } from '../runtime/with-timeout.ts';

const address = optionalEnv('NOTIFICATION_SERVICE_URL');
const notificationService = address && serviceUrl('NOTIFICATION_SERVICE_URL', address);
const longestMs = 2_000;

/** `refused` is permanent: retries would be refused too. `failed` is transient. */
export type Delivery = 'delivered' | 'refused' | 'failed';

export type Notifications = ReturnType<typeof notifications>;

/** Client of the notification service. It uses only the status of responses. Without an address it sends nothing. */
export function notifications(io: Pick<Io, 'call' | 'sleep'>, url: string | undefined = notificationService) {
  return {
    /** The notification of an event. Undefined if the event has none, or if no notification service is configured. */
    bodyOf(event: PaymentEvent): string | undefined {
      const notification = url && presentNotification(event);
      return notification ? JSON.stringify(notification) : undefined;
    },

    async deliver(eventId: string, body: string): Promise<Delivery> {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': eventId };
      try {
        return await withTimeout(longestMs, io, async (signal) => {
          const response = await io.call(`${url}/v1/notifications`, { method: 'POST', headers, body, signal });
          await drainBody(response, io);
          return deliveryOf(response.status);
        });
      } catch {
        return 'failed';
      }
    },
  };
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return 'delivered';
  const mayPass = status < 400 || status >= 500 || status === 408 || status === 429;
  return mayPass ? 'failed' : 'refused';
}
