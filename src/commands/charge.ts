import { type Outcome, type Payment, processorKey } from '../domain/payment.ts';
import { isDecided } from '../domain/status.ts';
import type { Hint, Processor } from '../processor/processor.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import { TakenOver } from './run-once.ts';

/** After this, a processor may have forgotten a key, so it is asked for what it did by that key first. */
export const keysRememberedMs = 20 * 3_600_000;

export type ChargeServices = Readonly<{ payments: Payments; processor: Processor; io: Io }>;

/** Charges what a payment was begun with. A repeated charge is the same charge to the processor. */
export async function charge(payment: Payment, { processor, io }: ChargeServices, hint: Hint): Promise<Outcome> {
  const key = processorKey(payment);
  if (io.now() - Date.parse(payment.createdAt) > keysRememberedMs) {
    const charged = await processor.find(key);
    if (charged !== undefined) return charged;
  }
  return processor.charge(key, payment, hint);
}

export type Settled = Readonly<{ payment: Payment; byUs: boolean }>;

/** Decides a payment by the lease of an owner; one that was decided meanwhile stays as it was decided. */
export async function settle(
  payment: Payment,
  owner: string,
  outcome: Outcome,
  { payments, io }: Pick<ChargeServices, 'payments' | 'io'>,
): Promise<Settled> {
  const write = await payments.settle(payment, owner, outcome, new Date(io.now()).toISOString());
  if (write.won) return { payment: write.payment, byUs: true };
  const { stored } = write;
  // Our own write, whose answer was lost.
  if (stored?.settledBy === owner) return { payment: stored, byUs: true };
  if (stored && isDecided(stored.status) && stored.generation === payment.generation) {
    return { payment: stored, byUs: false };
  }
  throw new TakenOver();
}
