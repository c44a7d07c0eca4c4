import { incrementsOf, totalIncrements } from '../projections/counters.ts';
import type { PaymentEvent } from '../projections/events.ts';
import type { Io } from '../runtime/io.ts';
import type { CountersTable } from '../store/counters.ts';
import { expiresAt } from './expiry.ts';

/** One marker and at most two counters for each event: a transaction takes 100. */
const mostAtOnce = 33;
/** The stream forgets after a day, so nothing is told again after that. */
const rememberedDays = 7;
const reserveMs = 3_000;

export type CountServices = Readonly<{ counters: CountersTable; io: Io }>;

/** Counts each event once, whatever is told again, and by however many at a time. Gives those that were not counted before. */
export async function countEvents(events: readonly PaymentEvent[], services: CountServices): Promise<PaymentEvent[]> {
  const byId = new Map(events.filter((event) => incrementsOf(event).size > 0).map((event) => [event.id, event]));
  const distinct = [...byId.values()];
  const counted: PaymentEvent[] = [];
  for (let from = 0; from < distinct.length; from += mostAtOnce) {
    counted.push(...(await countTogether(distinct.slice(from, from + mostAtOnce), services)));
  }
  return counted;
}

async function countTogether(
  events: readonly PaymentEvent[],
  { counters, io }: CountServices,
): Promise<readonly PaymentEvent[]> {
  let left = events;
  let tries = 0;
  while (left.length > 0) {
    const ids = left.map(({ id }) => id);
    const counted = await counters.count(ids, totalIncrements(left), expiresAt(io.now(), rememberedDays));
    if (counted === 'done') return left;
    if (counted !== 'busy') {
      left = left.filter(({ id }) => !counted.has(id));
      continue;
    }
    if (io.remaining() < reserveMs) throw new Error('the counters were busy until the time was up');
    await io.sleep(io.random() * Math.min(1_000, 20 * 2 ** tries++));
  }
  return [];
}
