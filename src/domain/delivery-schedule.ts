import type { Delivery, DeliveryState, LivingDelivery, ReceiverAnswer } from './webhook-delivery.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The pause before each attempt after the first: ten attempts in 75.6 hours, as Standard Webhooks recommends. */
// biome-ignore format: one schedule, one line
const pausesMs = [5 * secondMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs, 10 * hourMs, 14 * hourMs, 20 * hourMs, 24 * hourMs] as const;

export const mostAttempts = pausesMs.length + 1;

/** A receiver may ask for a longer pause, but not for one that is longer than this. */
const longestRetryAfterMs = 24 * hourMs;

/** Pauses are up to a tenth longer, so that receivers that failed together are not called together. */
const jitter = 0.1;

export const isSuccess = (answer: ReceiverAnswer): boolean =>
  answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;

export const isGone = (answer: ReceiverAnswer): boolean => answer.kind === 'answered' && answer.status === 410;

/** The delivery after an attempt. `random` is in [0, 1). */
export function afterAttempt(
  delivery: Delivery,
  { answer, now, random }: Readonly<{ answer: ReceiverAnswer; now: number; random: number }>,
): Delivery {
  const attempts = delivery.attempts + 1;
  const attempted = { ...delivery, attempts, revision: delivery.revision + 1, last: { at: now, answer } };
  return { ...attempted, state: stateAfter(attempts, { answer, now, random }) };
}

function stateAfter(
  attempts: number,
  { answer, now, random }: Readonly<{ answer: ReceiverAnswer; now: number; random: number }>,
): DeliveryState {
  if (isSuccess(answer)) return { status: 'delivered' };
  if (isGone(answer)) return { status: 'dead', reason: 'gone' };
  const pause = pausesMs[attempts - 1];
  if (pause === undefined) return { status: 'dead', reason: 'exhausted' };
  const asked = answer.kind === 'answered' ? Math.min(answer.retryAfterMs ?? 0, longestRetryAfterMs) : 0;
  return { status: 'pending', dueAt: new Date(now + Math.max(asked, pause * (1 + jitter * random))).toISOString() };
}

/** A delivery that is put off without an attempt. It keeps its place in the schedule. */
export const putOff = (delivery: Delivery, dueAt: number): LivingDelivery => ({
  ...delivery,
  revision: delivery.revision + 1,
  state: { status: 'pending', dueAt: new Date(dueAt).toISOString() },
});

/** A delivery that begins its schedule again. */
export const begunAgain = (delivery: Delivery, now: number): LivingDelivery => ({
  ...putOff(delivery, now),
  attempts: 0,
});
