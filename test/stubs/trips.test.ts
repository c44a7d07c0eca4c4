import { describe, expect, it } from 'vitest';
import { tripAnswer } from '../../doubles/stubs/trips.ts';
import { handler } from '../../functions/stubs/get-trip.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const bodyOf = (id: string) => JSON.parse(tripAnswer(id, 0).body);

describe('the trips of the stub', () => {
  it('begin with one of 24.50', () => {
    expect(tripAnswer('1', 0)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{"trip_id":1,"status":"COMPLETED","fare":24.50,"currency":"USD","rider_id":101,"driver_id":201,"distance_km":7.8,"base_fare":5.00,"surge_multiplier":1}',
    });
  });

  it.each([
    [numbers(1, 50), 'COMPLETED'],
    [numbers(51, 60), 'RUNNING'],
    [numbers(61, 70), 'CANCELLED'],
    [['completed-a', 'completed-b', 'slow'], 'COMPLETED'],
  ])('%j are %s', (ids, status) => {
    expect(new Set(ids.map((id) => bodyOf(id).status))).toEqual(new Set([status]));
  });

  it('cost (5.00 + 2.50 per km) × surge, some of them with surge, and no two neighbours the same', () => {
    const trips = numbers(1, 50).map(bodyOf);
    for (const { fare, base_fare, distance_km, surge_multiplier } of trips) {
      expect(Math.abs(fare - (base_fare + 2.5 * distance_km) * surge_multiplier)).toBeLessThan(0.01);
    }
    expect(new Set(trips.map(({ surge_multiplier }) => surge_multiplier))).toEqual(new Set([1, 1.5]));
    expect(new Set(trips.map(({ fare }) => fare)).size).toBeGreaterThan(45);
  });

  it.each(['0', '71', '1000', '01', '1.0', '-1', 'unknown', 'constructor', '__proto__', ''])(
    'do not include "%s"',
    (id) => {
      expect(tripAnswer(id, 0).status).toBe(404);
    },
  );

  it('have fares that depend on nothing but their names', () => {
    expect(tripAnswer('completed-x', 0)).toEqual(tripAnswer('completed-x', 7));
    expect(bodyOf('completed-x').fare).not.toBe(bodyOf('completed-y').fare);
  });
});

describe('what a trip service should never do', () => {
  it.each([
    ['failing', 500, /Internal server error/],
    ['nonsense', 200, /^<!doctype html>/],
    ['wrong-currency', 200, /"currency":"ZZZ"/],
    ['negative', 200, /"fare":-24\.5/],
    ['huge', 200, /^.{3145728}/],
  ])('it does for %s', (id, status, body) => {
    const answer = tripAnswer(id, 0);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(body);
  });

  it('is to leave the fare out', () => {
    expect(bodyOf('no-fare')).not.toHaveProperty('fare');
  });

  it('is to fail every other time', () => {
    expect([0, 1, 2, 3].map((before) => tripAnswer('flaky', before).status)).toEqual([500, 200, 500, 200]);
  });

  it('is to take 8 s', () => {
    expect(tripAnswer('slow', 0).afterMs).toBe(8_000);
  });
});

describe('GET /v1/trips/{trip_id}', () => {
  const get = (id: string) => call(handler, new World(), `GET /v1/trips/${id}`);

  it('answers with the trip', async () => {
    const { status, headers, json } = await get('1');
    expect([status, headers['Content-Type']]).toEqual([200, 'application/json']);
    expect(json).toMatchObject({ trip_id: 1, fare: 24.5 });
  });

  it('counts the requests for the flaky one', async () => {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await get('flaky')).status);
    expect(statuses).toEqual([500, 200, 500, 200]);
  });

  it('answers nonsense as what it is', async () => {
    expect((await get('nonsense')).headers['Content-Type']).toBe('text/html');
  });
});
