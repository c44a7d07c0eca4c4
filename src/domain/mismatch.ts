import type { Payment } from './payment.ts';
import type { PaymentFields, WantedPayment } from './payment-fields.ts';
import { Refusal } from './refusal.ts';

/** Why a request cannot be answered with the payment that its key or order already has. */
export function mismatch(wanted: WantedPayment, stored: Payment): Refusal {
  if (wanted.identity === 'order') {
    return new Refusal('order_already_paid', 'this order is paid, and the amount was another; nothing was changed', {
      more: { payment_id: stored.id },
    });
  }
  const mismatched = mismatchedFields(stored, wanted.fields);
  return new Refusal('idempotency_key_reused', `the key was first used with another ${mismatched.join(', ')}`, {
    more: { mismatched },
  });
}

/** Business fields that are equal if their values are, by the names that requests give them. */
const plainFields = {
  method: 'method',
  paymentMethod: 'payment_method',
  orderId: 'order_id',
  tripId: 'trip_id',
  riderId: 'rider_id',
  driverId: 'driver_id',
  captureLater: 'capture',
  customerId: 'customer_id',
} as const satisfies Record<
  Exclude<
    keyof PaymentFields,
    // Newer fields are compared by name in `addedFields`.
    | ('amount' | 'addedFields' | 'onePaymentPerOrder' | 'instructions')
    // These say nothing about the money.
    | ('metadata' | 'idempotencyKey' | 'keyless' | 'mayAskCustomer')
  >,
  string
>;

/** Names what differs between two requests of one key. Where no field does, they came to different endpoints. */
export function mismatchedFields(stored: PaymentFields, wanted: PaymentFields): string[] {
  const plain = Object.keys(plainFields) as (keyof typeof plainFields)[];
  const added = new Set([...Object.keys(stored.addedFields), ...Object.keys(wanted.addedFields)]);
  const names = [
    ...(stored.amount.minor === wanted.amount.minor ? [] : ['amount']),
    ...(stored.amount.currency === wanted.amount.currency ? [] : ['currency']),
    ...plain.filter((field) => stored[field] !== wanted[field]).map((field) => plainFields[field]),
    ...[...added].filter((name) => stored.addedFields[name] !== wanted.addedFields[name]),
  ];
  return names.length === 0 ? ['endpoint'] : names;
}
