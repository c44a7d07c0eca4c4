import { holdsOf } from '../domain/hold.ts';
import { isCurrent } from '../domain/lease.ts';
import type { Payment } from '../domain/payment.ts';
import { stillInProgress } from '../domain/still-in-progress.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import { findPayment } from './find-payment.ts';

/** The sweeper runs each minute, and finishes what was abandoned. */
const sweptAfterSeconds = 60;

type FindServices = Readonly<{ payments: Payments; io: Pick<Io, 'now'> }>;

/**
 * A payment that is to be captured, cancelled or refunded. Throws `concurrent_update` while it is being charged, or was abandoned and
 * waits for a retry or the sweeper. One that was abandoned before it held its trip or order is returned: no money has moved for it, and
 * perhaps nobody comes back to it.
 */
export async function findCharged(id: string | undefined, { payments, io }: FindServices): Promise<Payment> {
  const found = await findPayment(payments, id);
  if (found.status !== 'processing') return found;
  if (isCurrent(found.lease, io.now())) throw stillInProgress();
  if (await hasItsHolds(found, payments)) throw stillInProgress(sweptAfterSeconds);
  return found;
}

/** Whether a payment has all that it must hold before it is charged. */
export async function hasItsHolds(payment: Payment, payments: Pick<Payments, 'holder'>): Promise<boolean> {
  for (const held of holdsOf(payment)) if ((await payments.holder(held)) !== payment.id) return false;
  return true;
}
