import { paymentIdOfKey, refundIdOfKey } from '../domain/identity.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Payments } from '../store/payments.ts';

/** The payment with this id; what cannot be an id cannot be found either. */
export async function findPayment(payments: Payments, id: string | undefined): Promise<Payment> {
  const payment = id === undefined ? undefined : await payments.get(id);
  if (payment === undefined) throw new Refusal('payment_not_found', 'no payment has this id');
  return payment;
}

/** Tells whether a key of this caller has a payment. */
export const hasPayment =
  (payments: Payments, caller: string) =>
  async (key: string): Promise<boolean> =>
    (await payments.get(paymentIdOfKey(caller, key))) !== undefined;

/** Tells whether a key of this caller has a refund of the payment. */
export const hasRefund =
  (payments: Payments, paymentId: string, caller: string) =>
  async (key: string): Promise<boolean> =>
    (await payments.get(paymentId))?.refunds[refundIdOfKey(paymentId, caller, key)] !== undefined;
