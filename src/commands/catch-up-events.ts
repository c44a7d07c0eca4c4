import { isPolled } from '../domain/payment.ts';
import { isUnexplained, Refusal } from '../domain/refusal.ts';
import type { GenuineEvent } from '../processor/events.ts';
import type { ListedEvent, Processor } from '../processor/port.ts';
import { causeOf } from '../runtime/cause-of.ts';
import type { EventCursors } from '../store/event-cursors.ts';
import { askProcessor } from './ask-processor.ts';
import { type EventServices, handleEvent } from './handle-event.ts';

const hourMs = 3_600_000;
/** An event may come into the list after later ones. */
const overlapMs = hourMs;
const everyMs = hourMs;
const afterFailureMs = 600_000;
const setAsideMs = 120_000;
/** Time for one event, and the time that is kept to end in order. */
const reserveMs = 10_000;

export type CatchUpServices = EventServices &
  Readonly<{ cursors: EventCursors; fault: (cause: Record<string, unknown>) => void }>;

/**
 * `caught_up`: events that were not handled before. `missed`: those that could not be handled, and are read again; of these,
 * `unexplained` are about something that this release cannot explain.
 */
export type CaughtUp = Readonly<{ caught_up: number; missed: number; unexplained: number }>;

/**
 * Reads the list of each processor's events from a cursor, and handles those that never came. A reversed refund or a dispute has
 * no due time before it is known, so this alone finds one whose event was lost. What is too much for one run is left to the next.
 */
export async function catchUpEvents(services: CatchUpServices): Promise<CaughtUp> {
  const { processors, io, fault } = services;
  const total = { caught_up: 0, missed: 0, unexplained: 0 };
  for (const processor of processors.all) {
    if (processor.listEvents === undefined || io.remaining() < reserveMs) continue;
    try {
      const { caught_up, missed, unexplained } = await catchUp(processor, processor.listEvents, services);
      total.caught_up += caught_up;
      total.missed += missed;
      total.unexplained += unexplained;
    } catch (error) {
      fault({ processor: processor.name, ...causeOf(error) });
      total.missed++;
    }
  }
  return total;
}

async function catchUp(
  processor: Processor,
  list: NonNullable<Processor['listEvents']>,
  services: CatchUpServices,
): Promise<CaughtUp> {
  const { cursors, io } = services;
  const now = io.now();
  const cursor = await cursors.read(processor.name);
  if (cursor !== undefined && cursor.dueAt > now) return { caught_up: 0, missed: 0, unexplained: 0 };
  // Without a cursor, as far back as the processor keeps them: Stripe for 30 days (https://docs.stripe.com/api/events).
  const since = cursor?.since ?? 0;
  // Before the list is asked for: a list that fails is not asked for each minute.
  await cursors.keep(processor.name, { since, dueAt: now + afterFailureMs });
  const { events, until } = await askProcessor(list(since));
  let [caught_up, unexplained, left] = [0, 0, 0];
  const missed: ListedEvent[] = [];
  for (const event of events) {
    const handled = await handledInTime(processor, event, services);
    if (handled === 'reconciled') caught_up++;
    if (handled === 'unexplained') unexplained++;
    if (handled === 'left') left++;
    if (handled === 'missed' || handled === 'unexplained' || handled === 'left') missed.push(event);
  }
  // No event that was missed is passed over, and the others are known as handled for longer than it is missed, as a rule.
  const next = Math.min(until ?? now - overlapMs, ...missed.map(({ createdAt }) => createdAt));
  const hasMore = until !== undefined || left > 0;
  const dueAt = now + (missed.length > left ? afterFailureMs : hasMore ? 0 : everyMs);
  await cursors.keep(processor.name, { since: next, dueAt });
  return { caught_up, missed: missed.length, unexplained };
}

async function handledInTime(processor: Processor, { id, read }: ListedEvent, services: CatchUpServices) {
  const { handledEvents, io, fault } = services;
  if (io.remaining() < reserveMs) return 'left';
  let event: GenuineEvent | undefined;
  try {
    if (await handledEvents.has(processor.name, id)) return 'repeated';
    event = await askProcessor(read());
    return await handleEvent(processor, event, services);
  } catch (error) {
    fault({ processor: processor.name, event: id, ...causeOf(error) });
    const isTooEarly = error instanceof Refusal && error.code === 'event_too_early';
    if (event?.kind === 'hint' && !isTooEarly && (await isSetAside(event, services))) return 'set_aside';
    return isUnexplained(error) ? 'unexplained' : 'missed';
  }
}

/**
 * An event that cannot be handled must not keep those behind it from being found: its payment is looked at instead, until that
 * succeeds. False if the poller would not look, or that could not be stored.
 */
async function isSetAside(
  { paymentId }: Pick<Extract<GenuineEvent, { kind: 'hint' }>, 'paymentId'>,
  { payments, due, io }: CatchUpServices,
): Promise<boolean> {
  try {
    if (paymentId === undefined || !(await isLookedAt(paymentId, payments))) return false;
    await due.keep({ id: paymentId, dueAt: new Date(io.now() + setAsideMs).toISOString(), isSecondLook: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether the poller would look at a payment. It does at one that this release cannot read. */
async function isLookedAt(id: string, payments: CatchUpServices['payments']): Promise<boolean> {
  try {
    const payment = await payments.get(id);
    return payment !== undefined && isPolled(payment);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return true;
  }
}
