import { addedFields, fingerprintBy } from '../domain/fingerprint.ts';
import { paymentIdOfKey } from '../domain/identity.ts';
import { momentsOf, momentsOfCreation } from '../domain/moments.ts';
import { readMoney, requirePositive } from '../domain/money.ts';
import { type DecidedPayment, isRefunded, type Payment } from '../domain/payment.ts';
import { type WantedPayment, withoutOptionalFields } from '../domain/payment-fields.ts';
import type { ListedPayment } from '../domain/payment-list.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Status } from '../domain/status.ts';
import { presentAfterCapture } from './after-capture.ts';
import { instructionsOf } from './instructions.ts';
import { presentMetadata } from './metadata.ts';
import type { PaymentRequest } from './payment-body.ts';
import { paymentForm } from './payment-form.ts';

// Metadata says nothing about the money, and often holds what differs between two tries.
const fingerprint = fingerprintBy(
  'amount',
  'currency',
  'method',
  'payment_method',
  'order_id',
  'customer_id',
  'trip_id',
  'rider_id',
  'driver_id',
  'capture',
);

/** Business fields that came after the first release. */
const added = (request: PaymentRequest) =>
  addedFields({
    one_payment_per_order: request.one_payment_per_order ? 'true' : undefined,
    processor_customer: request.processor_customer,
    off_session: request.off_session ? 'true' : undefined,
    return_url: request.return_url,
    statement_descriptor: request.statement_descriptor,
  });

/** The payment asked for: one per caller and idempotency key, or a new one if there is no key. */
export function wantedPayment(
  request: PaymentRequest,
  { caller, key, newId }: Readonly<{ caller: string; key: string | undefined; newId: () => string }>,
): WantedPayment {
  const amount = requirePositive(readMoney(request.amount, request.currency));
  if (request.one_payment_per_order && request.order_id === undefined) {
    throw new Refusal('field_required', 'one_payment_per_order needs an order_id', { field: '/order_id' });
  }
  if (request.off_session && request.payment_method === undefined) {
    throw new Refusal('field_required', 'off_session needs a payment_method: nobody is there to choose one', {
      field: '/payment_method',
    });
  }
  const fields = {
    ...withoutOptionalFields,
    amount,
    method: request.method ?? 'card',
    paymentMethod: request.payment_method,
    orderId: request.order_id,
    tripId: request.trip_id,
    riderId: request.rider_id,
    driverId: request.driver_id,
    captureLater: request.capture === false,
    mayAskCustomer: true,
    customerId: request.customer_id,
    metadata: request.metadata,
    onePaymentPerOrder: request.one_payment_per_order === true,
    keyless: key === undefined,
    addedFields: added(request),
    instructions: instructionsOf(request),
  };
  return {
    id: key === undefined ? newId() : paymentIdOfKey(caller, key),
    identity: 'key',
    fingerprint: fingerprint(
      {
        amount: String(amount.minor),
        currency: amount.currency,
        method: fields.method,
        payment_method: fields.paymentMethod,
        order_id: fields.orderId,
        customer_id: fields.customerId,
        trip_id: fields.tripId,
        rider_id: fields.riderId,
        driver_id: fields.driverId,
        capture: fields.captureLater ? 'capture later' : undefined,
      },
      fields.addedFields,
    ),
    fields,
  };
}

/** A payment whose money went back whole is REFUNDED rather than SUCCESS. */
export const statusNames = {
  processing: 'PENDING',
  pending: 'PENDING',
  authorized: 'PENDING',
  completed: 'SUCCESS',
  failed: 'FAILED',
  cancelled: 'FAILED',
} as const satisfies Readonly<Record<Status, string>>;
export type StatusName = (typeof statusNames)[Status] | 'REFUNDED';

/** The name of the status that a payment has now. */
const statusNameOf = (payment: ListedPayment): StatusName =>
  isRefunded(payment) ? 'REFUNDED' : statusNames[payment.status];

/** The payment as it now is. */
export const presentPayment = (payment: Payment): object =>
  paymentForm(
    payment,
    statusNameOf(payment),
    { ...payment, ...momentsOf(payment), outcome: payment.decision ?? payment.outcome },
    { ...presentMetadata(payment), ...presentAfterCapture(payment) },
  );

/** The same without what no index holds: the metadata, and the moments besides creation and settlement. */
export function presentListedPayment(payment: ListedPayment): object {
  // Earlier versions dated an authorization by `settled_at`; one that is not captured has settled nothing.
  const isUnsettled = payment.status === 'authorized' || payment.status === 'cancelled';
  const settledAt = isUnsettled ? undefined : payment.settledAt;
  return paymentForm(payment, statusNameOf(payment), { ...payment, settledAt, outcome: payment.decision });
}

/** The answer to creating it: only what was fixed when it was settled, so every replay has the same bytes. */
export function presentCreatedPayment(payment: DecidedPayment): object {
  const { status } = payment.outcome;
  const refundableMinor = status === 'completed' ? payment.amount.minor : 0n;
  const then = {
    refundedMinor: 0n,
    refundableMinor,
    capturedMinor: undefined,
    ...momentsOfCreation(payment),
    outcome: payment.outcome,
  };
  return paymentForm(payment, statusNames[status], then, presentMetadata(payment));
}
