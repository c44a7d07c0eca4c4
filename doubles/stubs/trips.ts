import { amountNumber } from '../../src/contracts/numbers.ts';
import type { Currency } from '../../src/domain/currency.ts';

export type TripResponse = Readonly<{ status: number; contentType: string; body: string; afterMs?: number }>;

type Trip = Readonly<{ status: 'COMPLETED' | 'RUNNING' | 'CANCELLED'; distanceTenths: number; surgeTenths: number }>;

/**
 * The stub's response for a trip id. It is deterministic: trips 1 to 50 are completed, 51 to 60 are running, 61 to 70 are
 * cancelled, and `completed-<anything>` is completed, so that tests can have any number of trips. The ids in `faults`
 * provoke faulty responses. Every other id is not found.
 */
export function tripResponse(id: string, requestsBefore: number): TripResponse {
  if (id === 'flaky' && requestsBefore % 2 === 0) return faulty;
  const fault = faults.get(id);
  if (fault !== undefined) return fault;
  const trip = tripOf(id);
  return trip === undefined ? json(404, { error: 'Trip not found' }) : json(200, tripForm(id, trip));
}

const json = (status: number, body: unknown): TripResponse => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const baseCents = 500;
const centsPerTenth = 25;

/** A fare is (5.00 + 2.50 per km) × surge, in whole cents. */
function fareCents({ distanceTenths, surgeTenths }: Trip): number {
  return Math.round(((baseCents + centsPerTenth * distanceTenths) * surgeTenths) / 10);
}

const dollars = (cents: number): unknown => amountNumber({ minor: BigInt(cents), currency: 'USD' as Currency });

function tripForm(id: string, trip: Trip) {
  const number = Number(id);
  const isNumbered = Number.isInteger(number);
  return {
    trip_id: isNumbered ? number : id,
    status: trip.status,
    fare: dollars(fareCents(trip)),
    currency: 'USD',
    rider_id: isNumbered ? 100 + number : 100,
    driver_id: isNumbered ? 200 + number : 200,
    distance_km: trip.distanceTenths / 10,
    base_fare: dollars(baseCents),
    surge_multiplier: trip.surgeTenths / 10,
  };
}

/** Every fifth trip has surge pricing. */
const surges = [10, 10, 10, 10, 15] as const;

function tripOf(id: string): Trip | undefined {
  if (id === 'slow' || id === 'flaky' || id.startsWith('completed-')) return completed(sumOf(id));
  if (!/^[1-9]\d?$/.test(id)) return undefined;
  const number = Number(id);
  if (number <= 50) return completed(number - 1);
  if (number <= 60) return { ...completed(number), status: 'RUNNING' };
  if (number <= 70) return { ...completed(number), status: 'CANCELLED' };
  return undefined;
}

/** Trip 1 is 7.8 km at no surge: 24.50. */
function completed(seed: number): Trip {
  return {
    status: 'COMPLETED',
    distanceTenths: 10 + ((68 + seed * 37) % 290),
    surgeTenths: surges[seed % surges.length] ?? 10,
  };
}

const sumOf = (text: string): number => [...Buffer.from(text)].reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 0);

const faulty = json(500, { error: 'Internal server error' });
const ofTrip = (id: string, more: object): TripResponse => json(200, { ...tripForm(id, completed(0)), ...more });

/** Faulty responses that charging a trip must handle, by trip id. */
const faults: ReadonlyMap<string, TripResponse> = new Map(
  Object.entries({
    slow: { ...ofTrip('slow', {}), afterMs: 8_000 },
    failing: faulty,
    nonsense: { status: 200, contentType: 'text/html', body: '<!doctype html><title>Welcome</title><p>It works!' },
    'wrong-currency': ofTrip('wrong-currency', { currency: 'ZZZ' }),
    huge: ofTrip('huge', { notes: 'x'.repeat(3 * 1024 * 1024) }),
    negative: ofTrip('negative', { fare: -24.5 }),
    'no-fare': ofTrip('no-fare', { fare: undefined }),
  }),
);
