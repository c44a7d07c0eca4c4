import type { Money } from '../domain/money.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import type { Trips } from '../trips/trips.ts';
import type { ChargeServices } from './charge.ts';
import { type CreatedPayment, createPayment } from './create-payment.ts';

/** A trip to be charged, and the payment that this comes to once its fare is known. */
export type WantedCharge = Readonly<{ paymentId: string; tripId: string; paymentOf: (fare: Money) => WantedPayment }>;

/**
 * Charges a trip's fare. It is read once and frozen on the payment; so a request that was seen before needs no trip
 * service, and cannot come to another amount.
 */
export async function chargeTrip(
  { paymentId, tripId, paymentOf }: WantedCharge,
  services: ChargeServices & Readonly<{ trips: Trips; orderGuard: boolean }>,
  waitMs: number,
): Promise<CreatedPayment> {
  const seen = await services.payments.get(paymentId);
  const fare = seen?.amount ?? (await services.trips.fareOf(tripId));
  return createPayment(paymentOf(fare), services, waitMs, seen);
}
