import * as z from 'zod/mini';
import { AmountText, CurrencyText, Id } from '../contracts/fields.ts';
import { idNumber } from '../contracts/numbers.ts';
import { read } from '../contracts/read.ts';
import { type JsonObject, parseStrictJson } from '../contracts/strict-json.ts';
import { type Money, readMoney, requirePositive } from '../domain/money.ts';
import { Refusal } from '../domain/refusal.ts';

/** The final fare of a completed trip. */
export type Fare = Readonly<{ amount: Money; riderId: string | undefined; driverId: string | undefined }>;

/** The trip service's response violates its contract, so nothing in it is used. */
export class MalformedTripError extends Error {
  override readonly name = 'MalformedTripError';
}

const Trip = z.object({ trip_id: Id, status: z.string() });
/** Separate from Trip, because a trip in progress may have no fare yet. */
const CompletedTrip = z.extend(Trip, {
  fare: AmountText,
  currency: z.optional(CurrencyText),
  rider_id: z.nullish(Id),
  driver_id: z.nullish(Id),
});

/**
 * Reads the trip service's response. It is validated as strictly as a client's request: the fare is parsed digit by
 * digit, and the trip must be the requested one.
 */
export function readFare(text: string, tripId: string): Fare {
  const body = orMalformed(() => parseStrictJson(text) as JsonObject);
  const { trip_id, status } = orMalformed(() => read(Trip, body));
  if (trip_id !== tripId) throw new MalformedTripError();
  if (status !== 'COMPLETED') throw notCompleted(tripId);
  const fare = orMalformed(() => {
    const { fare, currency, rider_id, driver_id } = read(CompletedTrip, body);
    return { amount: readMoney(fare, currency), riderId: rider_id ?? undefined, driverId: driver_id ?? undefined };
  });
  if (fare.amount.minor < 0n) throw new MalformedTripError();
  requirePositive(fare.amount, '/trip_id');
  return fare;
}

/** Converts refusals of the contracts' readers: it was the trip service, not the client, that sent invalid data. */
function orMalformed<Value>(reading: () => Value): Value {
  try {
    return reading();
  } catch (error) {
    throw error instanceof Refusal ? new MalformedTripError(undefined, { cause: error }) : error;
  }
}

const notCompleted = (tripId: string) =>
  new Refusal('trip_not_completed', 'the trip is not completed, so its fare is not final', {
    more: { trip_id: idNumber(tripId) },
  });
