import type { Payment, PendingPayment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayBecome } from '../domain/status.ts';
import { type ReconcileServices, reconcilePayment } from './reconcile-payment.ts';

/**
 * Gives up a payment that waits for its customer: its intent is made unpayable, and the payment fails. It may turn out to be
 * authorized or captured already. Throws `wrong_state` if the processor cannot stop it, such as a bank debit.
 */
export async function cancelWaiting(waiting: PendingPayment, services: ReconcileServices): Promise<Payment> {
  const payment = await reconcilePayment(waiting, services, { giveUp: true });
  if (payment.status !== 'pending') return payment;
  throw new Refusal('wrong_state', 'cancel: the processor cannot stop the payment any more, or not yet', {
    more: { from: payment.status, allowed: mayBecome[payment.status] },
  });
}
