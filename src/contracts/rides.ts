import * as z from 'zod/mini';
import { addedFields, fingerprintBy } from '../domain/fingerprint.ts';
import { paymentIdOfKey } from '../domain/identity.ts';
import type { Money } from '../domain/money.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { DecidedPayment } from '../domain/payment.ts';
import { type WantedPayment, withoutOptionalFields } from '../domain/payment-fields.ts';
import { Id, MethodName, PaymentMethodToken } from './fields.ts';
import { presentCreatedPayment } from './payments.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** The amount is not the client's to say: it is the fare of the trip. */
export const ChargeBody = z.object({
  idempotency_key: z.optional(z.string()),
  trip_id: Id,
  method: MethodName,
  // Older clients may send null for a rider or a driver that they do not know.
  rider_id: z.nullish(Id),
  driver_id: z.nullish(Id),
  payment_method: z.optional(PaymentMethodToken),
});

export type TripCharge = z.output<typeof ChargeBody>;

export const readTripCharge = (body: JsonObject): TripCharge => read(ChargeBody, body);

const fingerprint = fingerprintBy('endpoint', 'trip_id', 'method', 'payment_method', 'rider_id', 'driver_id');

/** Business fields that came after the first release. */
const added = (_request: TripCharge) => addedFields({});

/** The payment of a trip. Its fare is no part of what makes two requests the same: it was read once and stays. */
export const tripPayment = (charge: TripCharge, id: string, amount: Money): WantedPayment => ({
  id,
  identity: 'key',
  fingerprint: fingerprint(
    {
      endpoint: 'charge of trip',
      trip_id: charge.trip_id,
      method: charge.method,
      payment_method: charge.payment_method,
      rider_id: charge.rider_id ?? undefined,
      driver_id: charge.driver_id ?? undefined,
    },
    added(charge),
  ),
  fields: {
    ...withoutOptionalFields,
    amount,
    method: charge.method,
    paymentMethod: charge.payment_method,
    tripId: charge.trip_id,
    riderId: charge.rider_id ?? undefined,
    driverId: charge.driver_id ?? undefined,
    addedFields: added(charge),
  },
});

/** The charge of a trip, whose payment is known once its fare is. */
export function wantedCharge(charge: TripCharge, caller: string, key: string) {
  const paymentId = paymentIdOfKey(caller, key);
  const paymentOf = (fare: Money) => tripPayment(charge, paymentId, fare);
  return { paymentId, tripId: charge.trip_id, paymentOf };
}

const messages = {
  pending: 'Payment pending',
  authorized: 'Payment success',
  completed: 'Payment success',
  failed: 'Payment failed',
} as const satisfies Readonly<Record<Outcome['status'], string>>;

/** The answer to a charge: the payment, and the sentence that the older clients show. */
export const presentCharge = (payment: DecidedPayment): unknown => ({
  ...presentCreatedPayment(payment),
  message: messages[payment.outcome.status],
});
