import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Payments } from '../store/payments.ts';

/** The payment with this id; what cannot be an id cannot be found either. */
export async function findPayment(payments: Payments, id: string | undefined): Promise<Payment> {
  const payment = id === undefined ? undefined : await payments.get(id);
  if (payment === undefined) throw new Refusal('payment_not_found', 'no payment has this id');
  return payment;
}
