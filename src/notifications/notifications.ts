import { presentNotification } from '../contracts/notification.ts';
import { optionalEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { serviceUrl } from '../outbound/service-url.ts';
import { within } from '../outbound/within.ts';
import type { PaymentEvent } from '../projections/events.ts';

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
      let status: number | undefined;
      try {
        await within(longestMs, io, async (signal) => {
          const answer = await io.call(`${url}/v1/notifications`, { method: 'POST', headers, body, signal });
          status = answer.status;
          await passedOver(answer.body ?? []);
        });
      } catch {
        // What was answered counts, also if the rest of it does not come.
      }
      return status === undefined ? 'failed' : deliveryOf(status);
    },
  };
}

const mostBytes = 65_536;

/** A connection whose answer was taken in can be used again. One that does not end is not worth it. */
async function passedOver(body: AsyncIterable<Uint8Array> | readonly Uint8Array[]): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > mostBytes) return;
  }
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return 'delivered';
  const mayPass = status < 400 || status >= 500 || status === 408 || status === 429;
  return mayPass ? 'failed' : 'refused';
}
