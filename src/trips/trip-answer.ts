import * as z from 'zod/mini';
import { AmountText, CurrencyText, Id } from '../contracts/fields.ts';
import { idNumber } from '../contracts/numbers.ts';
import { read } from '../contracts/read.ts';
import { type JsonObject, parseStrictJson } from '../contracts/strict-json.ts';
import { type Money, readMoney, requirePositive } from '../domain/money.ts';
import { Refusal } from '../domain/refusal.ts';

/** What a completed trip costs, and who was on it. */
export type Fare = Readonly<{ amount: Money; riderId: string | undefined; driverId: string | undefined }>;

/** An answer that is not one of the trip service's contract: nothing of it is used. */
export class Nonsense extends Error {
  override readonly name = 'Nonsense';
}

const Trip = z.object({ trip_id: Id, status: z.string() });
/** A trip that is not over may have no fare yet, or one that is not final. */
const CompletedTrip = z.extend(Trip, {
  fare: AmountText,
  currency: z.optional(CurrencyText),
  rider_id: z.nullish(Id),
  driver_id: z.nullish(Id),
});

/**
 * Reads the trip service's answer, which is trusted no more than a request is: the fare as it was written, the trip
 * the one that was asked for.
 */
export function readFare(text: string, tripId: string): Fare {
  const body = sensible(() => parseStrictJson(text) as JsonObject);
  const { trip_id, status } = sensible(() => read(Trip, body));
  if (trip_id !== tripId) throw new Nonsense();
  if (status !== 'COMPLETED') throw notCompleted(tripId);
  const fare = sensible(() => {
    const { fare, currency, rider_id, driver_id } = read(CompletedTrip, body);
    return { amount: readMoney(fare, currency), riderId: rider_id ?? undefined, driverId: driver_id ?? undefined };
  });
  if (fare.amount.minor < 0n) throw new Nonsense();
  requirePositive(fare.amount, '/trip_id');
  return fare;
}

/** The contracts' readers refuse what a client sent; this was not the client. */
function sensible<Value>(reading: () => Value): Value {
  try {
    return reading();
  } catch (error) {
    throw error instanceof Refusal ? new Nonsense(undefined, { cause: error }) : error;
  }
}

const notCompleted = (tripId: string) =>
  new Refusal('trip_not_completed', 'the trip is not completed, so its fare is not final', {
    more: { trip_id: idNumber(tripId) },
  });
