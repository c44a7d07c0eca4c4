import { Refusal } from '../domain/refusal.ts';

/** The payment's id in a message. What cannot be an id cannot be found either, but one that is missing is a mistake. */
export function readPaymentId({ payment_id }: Readonly<{ payment_id: string }>): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(payment_id)) return payment_id;
  if (payment_id === '') throw new Refusal('field_required', 'the payment_id is missing', { field: '/payment_id' });
  throw new Refusal('payment_not_found', 'no payment has this id');
}
