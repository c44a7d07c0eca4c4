import { presentNotification } from '../contracts/notification.ts';
import type { PaymentEvent } from '../projections/events.ts';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { passedOver } from '../runtime/passed-over.ts';
import { serviceUrl } from '../runtime/service-url.ts';
import { within } from '../runtime/within.ts';

const address = optionalEnv('NOTIFICATION_SERVICE_URL');
const notificationService = address && serviceUrl('NOTIFICATION_SERVICE_URL', address);
const longestMs = 2_000;

/** `refused`: for good, however often it is sent. `failed`: it may get through later. */
export type Delivery = 'delivered' | 'refused' | 'failed';

export type Notifications = ReturnType<typeof notifications>;

/** The notification service, if there is one. Nothing that it answers is read. */
export function notifications(io: Pick<Io, 'call' | 'sleep'>, url: string | undefined = notificationService) {
  return {
    /** What to send about an event; nothing if it is no news, or if nobody wants to know. */
    bodyOf(event: PaymentEvent): string | undefined {
      const notification = url && presentNotification(event);
      return notification ? JSON.stringify(notification) : undefined;
    },

    async deliver(eventId: string, body: string): Promise<Delivery> {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': eventId };
      try {
        return await within(longestMs, io, async (signal) => {
          const answer = await io.call(`${url}/v1/notifications`, { method: 'POST', headers, body, signal });
          await passedOver(answer, io);
          return deliveryOf(answer.status);
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
