import * as z from 'zod/mini';
import { AmountText, CurrencyText, Id } from '../contracts/fields.ts';
import { idNumber } from '../contracts/numbers.ts';
import { read } from '../contracts/read.ts';
import { type JsonObject, parseStrictJson } from '../contracts/strict-json.ts';
import { type Money, readMoney, requirePositive } from '../domain/money.ts';
import { Refusal } from '../domain/refusal.ts';

/**
 * The trip service's response violates its contract, so nothing in it is used. The message says how, and has nothing of
 * the response in it: clients read it.
 */
export class MalformedTripError extends Error {
  override readonly name = 'MalformedTripError';
}

const Trip = z.object({ trip_id: Id, status: z.string() });
/** Separate from Trip, because a trip in progress may have no fare yet. */
const CompletedTrip = z.extend(Trip, {
  fare: AmountText,
  currency: z.optional(CurrencyText),
});

/** A trip may have a long route, so only the size of the response is limited (trips.ts), and its depth. */
const limits = { longestString: Number.POSITIVE_INFINITY, mostMembers: Number.POSITIVE_INFINITY, deepest: 64 };

/**
 * Reads the final fare from the trip service's response. What decides about money is validated as strictly as a client's
 * request: the fare is parsed digit by digit, and the trip must be the requested one.
 */
export function readFare(text: string, tripId: string): Money {
  const body = orMalformed(() => parseStrictJson(text, limits) as JsonObject);
  const { trip_id, status } = orMalformed(() => read(Trip, body));
  if (trip_id !== tripId) throw new MalformedTripError('it is of another trip');
  if (status !== 'COMPLETED') throw notCompleted(tripId);
  const fare = orMalformed(() => {
    const { fare, currency } = read(CompletedTrip, body);
    return readMoney(fare, currency, '/fare');
  });
  if (fare.minor < 0n) throw new MalformedTripError('its fare is negative');
  return requirePositive(fare, '/trip_id');
}

/** Converts refusals of the contracts' readers: it was the trip service, not the client, that sent invalid data. */
function orMalformed<Value>(reading: () => Value): Value {
  try {
    return reading();
  } catch (error) {
    throw error instanceof Refusal ? new MalformedTripError(reasonOf(error), { cause: error }) : error;
  }
}

/** The code and the field are names of ours. */
const reasonOf = ({ code, details: { field } }: Refusal) => (field === undefined ? code : `${code} at ${field}`);

const notCompleted = (tripId: string) =>
  new Refusal('trip_not_completed', 'the trip is not completed, so its fare is not final', {
    more: { trip_id: idNumber(tripId) },
  });
