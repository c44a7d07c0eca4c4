import type { Payment } from '../domain/payment.ts';
import { type ChargeServices, charge, settle } from './charge.ts';
import { leaseBy } from './lease.ts';
import { TakenOver } from './run-once.ts';

/**
 * Finishes a payment that somebody left behind, as a retry of its own request would: with the fields and the
 * processor's key it was begun with. If another is quicker, it is theirs.
 */
export async function finish(abandoned: Payment, services: ChargeServices): Promise<void> {
  const { payments, io } = services;
  const lease = leaseBy(io.newId(), io);
  const taken = await payments.takeOver(abandoned.id, abandoned.lease?.owner ?? '', lease);
  if (!taken.won) return;
  try {
    const outcome = await charge(taken.payment, services, { resumed: true });
    await settle(taken.payment, lease.owner, outcome, services);
  } catch (error) {
    if (error instanceof TakenOver) return;
    await payments.release(abandoned.id, lease.owner).catch(() => undefined);
    throw error;
  }
}
