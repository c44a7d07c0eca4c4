import { balanceName } from '../domain/ledger.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { incrementsOf, totalIncrements } from '../projections/counters.ts';
import type { PaymentEvent } from '../projections/events.ts';
import { linesOf } from '../projections/ledger-lines.ts';
import type { Io } from '../runtime/io.ts';
import type { EventRecords } from '../store/event-records.ts';

/** DynamoDB's limit for one transaction is 100. One item is for the condition that yesterday is not sealed. */
const mostItems = 99;
const reserveMs = 3_000;

/** An event as it is recorded: with its instant and the body of its webhook. */
type RecordOf = (event: PaymentEvent) => RecordedEvent;

export type RecordServices = Readonly<{ eventRecords: EventRecords; recordOf: RecordOf; io: Io }>;

/**
 * Records each event once and counts it in the same transaction, however often it is delivered, and by however many workers
 * at a time. Resolves with the events that were counted now.
 */
export async function recordEvents(
  events: readonly PaymentEvent[],
  services: RecordServices,
): Promise<readonly PaymentEvent[]> {
  // The first of two with one id wins, as it would in two batches.
  const distinct = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed();
  const ids = distinct.filter((event) => incrementsOf(event).size > 0).map(({ id }) => id);
  const countedBefore = await services.eventRecords.countedBefore(ids);
  const recorded: PaymentEvent[] = [];
  for (const group of transactionsOf(distinct))
    recorded.push(...(await recordTogether(group, countedBefore, services)));
  return recorded.filter(({ id }) => !countedBefore.has(id));
}

/** As many events for each transaction as fit with their counters and balances. Most raise the same few, so an event needs little more than its own item. */
function transactionsOf(events: readonly PaymentEvent[]): readonly (readonly PaymentEvent[])[] {
  const groups: PaymentEvent[][] = [];
  let counters = new Set<string>();
  for (const event of events) {
    const balances = linesOf(event).map(([account, currency]) => balanceName(account, currency));
    const names = [...incrementsOf(event).keys(), ...balances];
    const last = groups.at(-1);
    const together = new Set([...counters, ...names]);
    if (last !== undefined && last.length + 1 + together.size <= mostItems) {
      last.push(event);
      counters = together;
    } else {
      groups.push([event]);
      counters = new Set(names);
    }
  }
  return groups;
}

async function recordTogether(
  events: readonly PaymentEvent[],
  countedBefore: ReadonlySet<string>,
  { eventRecords, recordOf, io }: RecordServices,
): Promise<readonly PaymentEvent[]> {
  let left = events;
  let tries = 0;
  while (left.length > 0) {
    const items = left.map(recordOf);
    const raised = totalIncrements(left.filter(({ id }) => !countedBefore.has(id)));
    const recorded = await eventRecords.record(items, raised);
    if (recorded === 'done') return left;
    if (recorded !== 'busy') {
      left = left.filter(({ id }) => !recorded.has(id));
      continue;
    }
    if (io.remaining() < reserveMs) throw new Error('the counters were busy until the time was up');
    await io.sleep(io.random() * Math.min(1_000, 20 * 2 ** tries++));
  }
  return [];
}
