import type { Io } from '../io.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Change } from '../projections/change.ts';
import { eventsOf, type PaymentEvent } from '../projections/events.ts';
import type { Notices } from '../store/notices.ts';
import { expiresAt } from './expiry.ts';

/** The stream forgets after a day, so nothing is told again after that. */
const rememberedDays = 7;
const undeliveredDays = 90;
const givenUpAfterMs = 3_600_000;
/** What one notification may take, with its two calls to the store. */
const reserveMs = 5_000;

export type NotifyServices = Readonly<{ notifications: Notifications; notices: Notices; io: Io }>;

/**
 * Tells the notification service what happened, in order, and gives the sequence number of the first change that it
 * could not tell; the stream comes back with that one. What was tried for an hour, or refused for good, is put aside.
 */
export async function notifyOfChanges(
  changes: readonly Change[],
  services: NotifyServices,
): Promise<string | undefined> {
  for (const { before, after, at, sequence } of changes) {
    // A payment that was decided when it first came was imported or seeded: that is no news.
    if (before === undefined) continue;
    for (const event of eventsOf(before, after)) {
      if (services.io.remaining() < reserveMs) return sequence;
      if (!(await told(event, at, services))) return sequence;
    }
  }
  return undefined;
}

/** Whether nothing is left to do for an event. */
async function told(event: PaymentEvent, at: number, { notifications, notices, io }: NotifyServices): Promise<boolean> {
  const body = notifications.bodyOf(event);
  if (body === undefined || (await notices.wasSent(event.id))) return true;
  const delivery = await notifications.deliver(event.id, body);
  const now = io.now();
  if (delivery === 'delivered') {
    await notices.markSent(event.id, expiresAt(now, rememberedDays));
    return true;
  }
  if (delivery === 'failed' && now - at <= givenUpAfterMs) return false;
  const days = expiresAt(now, undeliveredDays);
  await notices.keepUndelivered(event.id, body, delivery, new Date(now).toISOString(), days);
  return true;
}
