import { begunAgain } from '../domain/delivery-schedule.ts';
import { type Delivery, isLiving } from '../domain/webhook-delivery.ts';
import { positionOf } from '../store/webhook-deliveries.ts';
import { deliveryDays } from './deliver-events.ts';
import { expiresAt } from './expiry.ts';
import { type ReplayRange, type ReplayServices, requireTarget } from './redeliver-events.ts';

type RedriveServices = Pick<ReplayServices, 'endpoints' | 'deliveries' | 'hasEventBus' | 'io'>;

/** One request has 10 s. */
const mostInRequest = 100;
const atOnce = 20;

/**
 * Begins the schedule of dead deliveries again, those of the newest events first; a part of them in each request. A request that is
 * sent again does nothing twice: what has begun again is not dead any more. `next` is the position of the last one, if there are more.
 */
export async function redriveDead(
  endpointId: string,
  { from, to, paymentId, after }: ReplayRange,
  services: RedriveServices,
): Promise<Readonly<{ scheduled: number; next: string | undefined }>> {
  await requireTarget(endpointId, services);
  const query = { before: after ?? to, limit: mostInRequest + 1, dead: true };
  const listed = await services.deliveries.list(endpointId, query);
  const page = listed.slice(0, mostInRequest);
  const wanted = page.filter(
    ({ event }) => event.at >= from && (paymentId === undefined || event.id.startsWith(`${paymentId}:`)),
  );
  let scheduled = 0;
  for (let at = 0; at < wanted.length; at += atOnce) {
    const group = wanted.slice(at, at + atOnce);
    const begun = await Promise.all(group.map((delivery) => beginAgain(delivery, services)));
    scheduled += begun.filter(Boolean).length;
  }
  const last = page.at(-1);
  const isMore = listed.length > page.length && last !== undefined && last.event.at >= from;
  return { scheduled, next: isMore ? positionOf(last) : undefined };
}

/** False if the delivery was not dead any more, or somebody else begins it at this moment. */
async function beginAgain(listed: Delivery, { deliveries, io }: RedriveServices): Promise<boolean> {
  const now = io.now();
  const stored = (await deliveries.get(listed.endpointId, listed.event)) ?? listed;
  if (isLiving(stored)) {
    // An earlier request ended before it removed the row.
    await deliveries.revive(stored);
    return false;
  }
  const begun = begunAgain(stored, now);
  if (!(await deliveries.keep(begun, expiresAt(now, deliveryDays)))) return false;
  await deliveries.revive(begun);
  return true;
}
