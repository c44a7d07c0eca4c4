import type { Batch, Change, Unreadable } from '../projections/change.ts';
import { disputeRowsOf } from '../projections/disputes.ts';
import { dueRowsOf } from '../projections/due-payments.ts';
import { eventsOf, type PaymentEvent } from '../projections/events.ts';
import { openPaymentChanges } from '../projections/open-payments.ts';
import { placesOf } from '../projections/places.ts';
import { stepsOf } from '../projections/steps.ts';
import { orderOf, writerOf } from '../projections/written.ts';
import type { DisputeList } from '../store/dispute-list.ts';
import type { DuePayments } from '../store/due-payments.ts';
import type { OpenPayments } from '../store/open-payments.ts';
import type { ParkedRecords } from '../store/parked-records.ts';
import type { PaymentSteps } from '../store/payment-steps.ts';
import type { Places } from '../store/places.ts';
import { expiresAt } from './expiry.ts';
import { type RecordServices, recordEvents } from './record-events.ts';

const parkedDays = 30;
const atOnce = 10;

export type ProjectServices = RecordServices &
  Readonly<{
    open: OpenPayments;
    due: Pick<DuePayments, 'keepTold' | 'forgetTold'>;
    places: Pick<Places, 'keep'>;
    disputeList: DisputeList;
    steps: PaymentSteps;
    parked: ParkedRecords;
  }>;

/**
 * Derives from a batch what is kept beside the payments: events with their counters, the lists of open and due payments, and the
 * rows by which payments are found.
 * Every part is idempotent, so a batch may be delivered again after any of them. Resolves with the events that it counted.
 */
export async function projectChanges(
  { changes, unreadable }: Batch,
  services: ProjectServices,
): Promise<readonly PaymentEvent[]> {
  const { open, due, places, disputeList, steps, parked, io } = services;
  const park = ({ recordId, itemId, reason }: Unreadable) =>
    parked.park(recordId, itemId, reason, expiresAt(io.now(), parkedDays));
  await inGroups(unreadable, park);

  const events = changes.flatMap(eventsIn);
  const counted = await recordEvents(events, services);

  const opened = openPaymentChanges(changes);
  await inGroups(opened.open, open.keep);
  await inGroups(opened.decided, open.forget);

  const rows = dueRowsOf(changes);
  await inGroups(rows.due, due.keepTold);
  await inGroups(rows.past, due.forgetTold);
  await inGroups(placesOf(changes), places.keep);

  await inGroups(disputeRowsOf(changes), disputeList.keep);
  await inGroups(stepsOf(changes), steps.keep);
  return counted;
}

function eventsIn(change: Change): readonly PaymentEvent[] {
  const written = { order: orderOf(change), by: writerOf(change) };
  return eventsOf(change.before, change.after).map((event) => ({ ...event, written }));
}

async function inGroups<Value>(values: readonly Value[], each: (value: Value) => Promise<void>): Promise<void> {
  for (let from = 0; from < values.length; from += atOnce) {
    await Promise.all(values.slice(from, from + atOnce).map(each));
  }
}
