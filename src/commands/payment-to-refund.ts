import type { Payment } from '../domain/payment.ts';
import type { WantedRefund } from '../domain/refund.ts';
import { findCharged } from './find-charged.ts';
import type { RefundServices } from './give-back.ts';

/**
 * The payment of a refund, read consistently, with this refund's entry even if it is archived. Throws
 * `payment_not_found`, and `concurrent_update` while the payment is being charged.
 *
 * It is read before anything is reserved, so that a reservation is only ever sent to a payment that completed: a refusal
 * of one that has not, or is not there, needs no fence, because nothing can be in flight.
 */
export async function paymentToRefund({ id, paymentId }: WantedRefund, services: RefundServices): Promise<Payment> {
  const stored = await findCharged(paymentId, services);
  // Archiving raises the fence, so most payments need not be asked for twice.
  if (stored.refunds[id] !== undefined || stored.refundFence === 0) return stored;
  const archived = await services.refunds.archived(id);
  return archived === undefined ? stored : { ...stored, refunds: { ...stored.refunds, [id]: archived } };
}
