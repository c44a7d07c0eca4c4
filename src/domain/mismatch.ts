import type { Payment, PaymentFields, WantedPayment } from './payment.ts';
import { Refusal } from './refusal.ts';

/** Why a request cannot be answered with the payment that its key or order already has. */
export function mismatch(wanted: WantedPayment, stored: Payment | undefined): Refusal {
  if (wanted.identity === 'order') {
    return new Refusal('order_already_paid', 'this order is paid, and the amount was another; nothing was changed', {
      more: { payment_id: stored?.id },
    });
  }
  const mismatched = stored ? mismatchedFields(stored, wanted.fields) : [];
  return new Refusal('idempotency_key_reused', `the key was first used with another ${mismatched.join(', ')}`, {
    more: { mismatched },
  });
}

/** The names of the business fields in which two requests differ. */
export function mismatchedFields(stored: PaymentFields, wanted: PaymentFields): string[] {
  const differs: Record<string, boolean> = {
    amount: stored.amount.minor !== wanted.amount.minor,
    currency: stored.amount.currency !== wanted.amount.currency,
    method: stored.method !== wanted.method,
    payment_method: stored.paymentMethod !== wanted.paymentMethod,
    order_id: stored.orderId !== wanted.orderId,
    trip_id: stored.tripId !== wanted.tripId,
    rider_id: stored.riderId !== wanted.riderId,
    driver_id: stored.driverId !== wanted.driverId,
    capture: stored.captureLater !== wanted.captureLater,
    customer_id: stored.customerId !== wanted.customerId,
  };
  return Object.keys(differs).filter((name) => differs[name]);
}
