import { paymentIdOfKey } from '../domain/identity.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Payments } from '../store/payments.ts';

export const paymentNotFound = () => new Refusal('payment_not_found', 'no payment has this id');

/** The payment with this id; what cannot be an id cannot be found either. */
export async function findPayment(payments: Payments, id: string | undefined): Promise<Payment> {
  const payment = id === undefined ? undefined : await payments.get(id);
  if (payment === undefined) throw paymentNotFound();
  return payment;
}

/** Tells whether a key of this caller has a payment. */
export const hasPayment =
  (payments: Payments, caller: string) =>
  async (key: string): Promise<boolean> =>
    (await payments.get(paymentIdOfKey(caller, key))) !== undefined;
