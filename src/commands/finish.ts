import type { Payment } from '../domain/payment.ts';
import { isDecided } from '../domain/status.ts';
import { type ChargeServices, charge, settle } from './charge.ts';
import { leaseBy } from './lease.ts';
import { TakenOver } from './run-once.ts';

/**
 * Finishes a payment that somebody left behind, as a retry of its own request would: with the fields and the
 * processor's key it was begun with. Whether it is decided then: if another is quicker, it is theirs to decide.
 */
export async function finish(abandoned: Payment, services: ChargeServices): Promise<boolean> {
  const { payments, io } = services;
  const lease = leaseBy(io.newId(), io);
  const write = await payments.takeOver(abandoned.id, abandoned.lease?.owner ?? '', lease);
  const taken = write.won ? write.payment : write.stored;
  // A write that was refused may still be our own, sent again because its answer was lost.
  if (taken?.lease?.owner !== lease.owner) return taken === undefined || isDecided(taken.status);
  try {
    const outcome = await charge(taken, services, { resumed: true });
    await settle(taken, lease.owner, outcome, services);
    return true;
  } catch (error) {
    if (error instanceof TakenOver) return false;
    await payments.release(abandoned.id, lease.owner).catch(() => undefined);
    throw error;
  }
}
