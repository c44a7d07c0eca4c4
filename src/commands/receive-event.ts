import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { isDecided } from '../domain/status.ts';
import type { Forgery, ProcessorEvent, ReceivedEvent } from '../processor/events.ts';
import type { Processor } from '../processor/port.ts';
import type { HandledEvents } from '../store/handled-events.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import { reconcile, type Services } from './reconcile.ts';

export type EventServices = Services & Readonly<{ handledEvents: HandledEvents }>;

/**
 * Result of a genuine event: `repeated` was handled before; `not_ours` is about an intent that its payment was never
 * charged by; `unknown` names a payment that does not exist.
 */
export type Handled = 'reconciled' | 'repeated' | 'irrelevant' | 'not_ours' | 'unknown';

type Hint = Extract<ProcessorEvent, { kind: 'hint' }>;

/** An event may come before the payment that it is about is stored. After this long it never will be. */
const earlyMs = 3_600_000;

/**
 * Takes an event for a hint that a payment has changed at its processor, and asks the processor. Throws `event_forged` before
 * anything is read, and `event_too_early` for a payment that is not stored or still being worked on: the processor sends it again.
 */
export async function receiveEvent(
  processor: Processor,
  received: ReceivedEvent,
  services: EventServices,
): Promise<Handled> {
  if (processor.readEvent === undefined) throw sendsNone(processor.name);
  const event = await askProcessor(processor.readEvent(received));
  if (event.kind === 'forged') throw new Refusal('event_forged', forgeries[event.reason]);
  if (event.kind === 'irrelevant' || event.paymentId === undefined) return 'irrelevant';
  const { payments, handledEvents, io } = services;
  if (await handledEvents.has(processor.name, event.eventId)) return 'repeated';
  const payment = await payments.get(event.paymentId);
  if (payment === undefined) {
    if (io.now() - event.createdAt < earlyMs) throw tooEarly();
    return 'unknown';
  }
  if (!isAbout(event, payment, processor, services)) return 'not_ours';
  // Its request, a retry or the sweeper will decide it, and the event is sent again.
  if (!isDecided(payment.status)) throw tooEarly();
  await reconcile(payment, services);
  // After success only: an event that is marked and then fails would be lost.
  await handledEvents.record(processor.name, event.eventId, io.now());
  return 'reconciled';
}

/** The intent is the one that the payment was claimed with: no orphan, and none of an earlier attempt at its order. */
function isAbout({ intentId }: Hint, payment: Payment, { name }: Processor, { processors }: EventServices): boolean {
  const { intent } = atProcessor(payment, processors);
  return intent.processor === name && intent.id === intentId;
}

/** Nothing of the event is repeated: it may hold what whoever forged it wants to see in a log. */
const forgeries: Readonly<Record<Forgery, string>> = {
  signature: 'the event is not signed with a secret of this stage',
  time: 'the event was signed more than five minutes ago or ahead',
  mode: 'the event is of live mode in a test stage, or of test mode in a live one',
  account: 'the event is of another account',
  malformed: 'the event is signed, and cannot be read',
};

const tooEarly = () =>
  new Refusal('event_too_early', 'the payment of this event is not stored, or is being worked on; send it again', {
    retryAfterSeconds: 10,
  });

export const sendsNone = (name: string) =>
  new Refusal('processor_not_found', `this stage takes no events of a processor ${name}`);
