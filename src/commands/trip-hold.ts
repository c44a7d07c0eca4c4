import type { Outcome, Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { ChargeServices } from './charge.ts';
import { finish } from './finish.ts';

/** How long a trip that another payment is at is waited for. */
const longestWaitMs = 2_000;
/** Each round means that the trip changed hands; only a bug would use them up. */
const mostRounds = 40;

/**
 * Takes hold of a payment's trip, so that a trip has at most one live payment whatever keys are used. A trip that is
 * paid is an outcome: the hold never leaves a payment that completed. One that is being paid is not: come back later.
 */
export async function holdTrip(payment: Payment, services: ChargeServices): Promise<Outcome | undefined> {
  const { tripId } = payment;
  if (tripId === undefined) return undefined;
  const { payments, io } = services;
  const waitUntil = io.now() + longestWaitMs;
  let failedHolder: string | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const holderId = await payments.holdTrip(tripId, payment.id, failedHolder);
    if (holderId === payment.id) return undefined;
    const holder = await payments.get(holderId);
    if (holder === undefined) throw new Error(`trip ${tripId} is held by a payment that does not exist`);
    failedHolder = undefined;
    if (holder.status === 'completed') return alreadyPaid(holderId);
    // It may still be cancelled, so this is not for ever; but that is not worth waiting for.
    if (holder.status === 'authorized') throw inProgress(holderId);
    if (holder.status === 'failed' || holder.status === 'cancelled') failedHolder = holderId;
    else if ((holder.lease?.until ?? 0) < io.now()) await finish(holder, services);
    else if (io.now() >= waitUntil) throw inProgress(holderId);
    else await io.sleep(100 + io.random() * 150);
  }
  throw inProgress(payment.id);
}

const alreadyPaid = (paidBy: string): Outcome => ({ status: 'failed', failureCode: 'trip_already_paid', paidBy });

const inProgress = (holderId: string) =>
  new Refusal('trip_payment_in_progress', 'another payment of this trip is being worked on', {
    retryAfterSeconds: 1,
    more: { payment_id: holderId },
  });
