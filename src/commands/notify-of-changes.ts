import type { Notifications } from '../notifications/notifications.ts';
import type { Change } from '../projections/change.ts';
import { eventsOf, type PaymentEvent } from '../projections/events.ts';
import type { Io } from '../runtime/io.ts';
import type { Notices } from '../store/notices.ts';
import { expiresAt } from './expiry.ts';

/** The stream forgets after a day, so nothing is told again after that. */
const rememberedDays = 7;
const undeliveredDays = 90;
const givenUpAfterMs = 3_600_000;
/** Time for one notification, with its two calls to the store. */
const reserveMs = 5_000;

export type NotifyServices = Readonly<{ notifications: Notifications; notices: Notices; io: Io }>;

/** The sequence number of the first change that could not be told, and how many events were put aside. */
export type Notified = Readonly<{ again: string | undefined; undelivered: number }>;

/**
 * Tells the notification service what happened, in order, up to the first change that it could not tell; the stream
 * comes back with that one. What was tried for an hour, or refused for good, is put aside.
 */
export async function notifyOfChanges(changes: readonly Change[], services: NotifyServices): Promise<Notified> {
  let undelivered = 0;
  for (const { before, after, at, sequence } of changes) {
    // A payment that was decided when it first came was imported or seeded: that is no news.
    if (before === undefined) continue;
    for (const event of eventsOf(before, after)) {
      if (services.io.remaining() < reserveMs) return { again: sequence, undelivered };
      const told = await tell(event, at, services);
      if (told === 'later') return { again: sequence, undelivered };
      if (told === 'put aside') undelivered++;
    }
  }
  return { again: undefined, undelivered };
}

async function tell(
  event: PaymentEvent,
  at: number,
  { notifications, notices, io }: NotifyServices,
): Promise<'done' | 'later' | 'put aside'> {
  const body = notifications.bodyOf(event);
  if (body === undefined || (await notices.wasSent(event.id))) return 'done';
  const delivery = await notifications.deliver(event.id, body);
  const now = io.now();
  if (delivery === 'delivered') {
    await notices.markSent(event.id, expiresAt(now, rememberedDays));
    return 'done';
  }
  if (delivery === 'failed' && now - at <= givenUpAfterMs) return 'later';
  const days = expiresAt(now, undeliveredDays);
  await notices.keepUndelivered(event.id, body, delivery, new Date(now).toISOString(), days);
  return 'put aside';
}
