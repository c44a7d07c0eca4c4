import { amountNumber } from '../../src/contracts/numbers.ts';
import type { Currency } from '../../src/domain/currency.ts';

export type TripAnswer = Readonly<{ status: number; contentType: string; body: string; afterMs?: number }>;

type Trip = Readonly<{ status: 'COMPLETED' | 'RUNNING' | 'CANCELLED'; distanceTenths: number; surgeTenths: number }>;

/**
 * What the stub of the trip service answers about a trip: the same in every run. Trips 1 to 50 are completed, 51 to 60
 * run, 61 to 70 were cancelled, and `completed-<anything>` is a completed one, so that a test can have as many as it
 * likes. The names in `faults` are what a trip service should never do. Nothing else is known.
 */
export function tripAnswer(id: string, requestsBefore: number): TripAnswer {
  if (id === 'flaky' && requestsBefore % 2 === 0) return faulty;
  const fault = faults.get(id);
  if (fault !== undefined) return fault;
  const trip = tripOf(id);
  return trip === undefined ? json(404, { error: 'Trip not found' }) : json(200, tripForm(id, trip));
}

const json = (status: number, body: unknown): TripAnswer => ({
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

/** Every fifth trip was at a busy time. */
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
const ofTrip = (id: string, more: object): TripAnswer => json(200, { ...tripForm(id, completed(0)), ...more });

/** What the charge of a trip must survive, by the id that is asked for. */
const faults: ReadonlyMap<string, TripAnswer> = new Map(
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
