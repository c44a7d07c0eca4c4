import type { RecordedEvent } from '../domain/recorded-event.ts';
import { type Delivery, isLiving } from '../domain/webhook-delivery.ts';
import { deathOf, type WebhookFailure } from '../domain/webhook-failure.ts';
import type { Io } from '../runtime/io.ts';
import type { EventWrites } from '../store/event-writes.ts';
import type { TransactionWrites } from '../store/transaction-writes.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import { recordOfFailure } from '../webhooks/failure-events.ts';

export type FailureServices = Readonly<{
  eventWrites: EventWrites;
  io: Pick<Io, 'now' | 'random' | 'remaining' | 'sleep'>;
}>;

const reserveMs = 2_000;

/**
 * Records a failure's event in the transaction of the change that it tells of, so that neither is there without the other. False if
 * the change was refused: it was made before, or a later one is stored.
 */
export const recordFailure = (
  failure: WebhookFailure,
  change: TransactionWrites,
  services: FailureServices,
): Promise<boolean> => writeTogether([recordOfFailure(failure)], change, services);

async function writeTogether(
  events: readonly RecordedEvent[],
  change: TransactionWrites,
  { eventWrites, io }: FailureServices,
): Promise<boolean> {
  for (let tries = 0; ; tries++) {
    const result = await eventWrites.writeToday(events, change);
    if (result !== 'busy') return result === 'done';
    if (io.remaining() < reserveMs) throw new Error('other transactions were in the way until the time was up');
    await io.sleep(io.random() * Math.min(500, 20 * 2 ** tries));
  }
}

/** Keeps a delivery after an attempt. Its death is an event, unless it is the death of an event about webhooks. */
export async function keepAfterAttempt(
  delivery: Delivery,
  expiresAt: number,
  services: FailureServices & Readonly<{ deliveries: WebhookDeliveries }>,
): Promise<void> {
  const { deliveries } = services;
  if (isLiving(delivery)) {
    await deliveries.keep(delivery, expiresAt);
    return;
  }
  const death = deathOf(delivery);
  const events = death === undefined ? [] : [recordOfFailure(death)];
  await writeTogether(events, deliveries.deathWrites(delivery, expiresAt), services);
}
