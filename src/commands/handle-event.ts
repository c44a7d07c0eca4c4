import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { isDecided } from '../domain/status.ts';
import type { GenuineEvent } from '../processor/events.ts';
import type { Processor } from '../processor/port.ts';
import type { DuePayments } from '../store/due-payments.ts';
import type { HandledEvents } from '../store/handled-events.ts';
import { intentOf } from './charge.ts';
import { type ReconcilePaymentServices, reconcile } from './reconcile.ts';

export type EventServices = ReconcilePaymentServices &
  Readonly<{ handledEvents: HandledEvents; due: Pick<DuePayments, 'keep'> }>;

/**
 * Result of a genuine event: `repeated` was handled before; `not_ours` is about an intent that its payment was never
 * charged by; `unknown` names a payment that does not exist.
 */
export type Handled = 'reconciled' | 'repeated' | 'irrelevant' | 'not_ours' | 'unknown';

type Hint = Extract<GenuineEvent, { kind: 'hint' }>;

/** An event may come before the payment that it is about is stored. After this long it never will be. */
const earlyMs = 3_600_000;

/** How long a processor's list may lag behind an event: no processor promises that it has what the event tells of. */
const listLagMs = 600_000;

/**
 * Takes an event for a hint that a payment has changed at its processor, and asks the processor. Throws `event_too_early` for a
 * payment that is not stored or still being worked on.
 */
export async function handleEvent(
  processor: Processor,
  event: GenuineEvent,
  services: EventServices,
): Promise<Handled> {
  if (event.kind === 'irrelevant' || event.paymentId === undefined) return 'irrelevant';
  const { payments, handledEvents, due, io } = services;
  if (await handledEvents.has(processor.name, event.eventId)) return 'repeated';
  const payment = await payments.get(event.paymentId);
  if (payment === undefined) {
    if (!event.ofOtherStage && io.now() - event.createdAt < earlyMs) throw tooEarly();
    return 'unknown';
  }
  if (!isAbout(event, payment, processor)) return 'not_ours';
  // Its request, a retry or the sweeper will decide it, and the event is sent again.
  if (isWorkedOn(payment)) throw tooEarly();
  // Each payment has such events. Asking about them would take more of what the processor allows than charging does.
  if (event.aboutIntent && payment.status === 'completed') return 'reconciled';
  await reconcile(payment, services);
  const secondLookAt = event.createdAt + listLagMs;
  if (event.aboutListed && secondLookAt > io.now()) {
    await due.keep({ id: payment.id, dueAt: new Date(secondLookAt).toISOString(), isSecondLook: true });
  }
  // After success only: an event that is marked and then fails would be lost.
  await handledEvents.record(processor.name, event.eventId, io.now());
  return 'reconciled';
}

/**
 * A charge or a capture is under way: what an event tells of the time after it cannot be kept yet. A dispute of a payment that
 * is still authorized would be lost.
 */
const isWorkedOn = ({ status, closing }: Payment): boolean =>
  !isDecided(status) || (status === 'authorized' && closing !== undefined);

/** The intent is the one that the payment was claimed with: no orphan, and none of an earlier attempt at its order. */
function isAbout({ intentId }: Hint, payment: Payment, { name }: Processor): boolean {
  const intent = intentOf(payment);
  return intent.processor === name && intent.id === intentId;
}

const tooEarly = () =>
  new Refusal('event_too_early', 'the payment of this event is not stored, or is being worked on; send it again', {
    retryAfterSeconds: 10,
  });
