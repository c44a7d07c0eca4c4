import { describe, expect, it } from 'vitest';
import { tripResponse } from '../../doubles/stubs/trips.ts';
import { handler } from '../../functions/stubs/get-trip.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const bodyOf = (id: string) => JSON.parse(tripResponse(id, 0).body);

describe('trips of the stub', () => {
  it('trip 1 costs 24.50', () => {
    expect(tripResponse('1', 0)).toEqual({
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
  ])('trips %j are %s', (ids, status) => {
    expect(new Set(ids.map((id) => bodyOf(id).status))).toEqual(new Set([status]));
  });

  it('fares are (5.00 + 2.50 per km) × surge, and neighbours differ', () => {
    const trips = numbers(1, 50).map(bodyOf);
    for (const { fare, base_fare, distance_km, surge_multiplier } of trips) {
      expect(Math.abs(fare - (base_fare + 2.5 * distance_km) * surge_multiplier)).toBeLessThan(0.01);
    }
    expect(new Set(trips.map(({ surge_multiplier }) => surge_multiplier))).toEqual(new Set([1, 1.5]));
    expect(new Set(trips.map(({ fare }) => fare)).size).toBeGreaterThan(45);
  });

  it.each(['0', '71', '1000', '01', '1.0', '-1', 'unknown', 'constructor', '__proto__', ''])(
    'there is no trip "%s"',
    (id) => {
      expect(tripResponse(id, 0).status).toBe(404);
    },
  );

  it('the fare of a named trip depends only on its name', () => {
    expect(tripResponse('completed-x', 0)).toEqual(tripResponse('completed-x', 7));
    expect(bodyOf('completed-x').fare).not.toBe(bodyOf('completed-y').fare);
  });
});

describe('faulty responses of the stub', () => {
  it.each([
    ['failing', 500, /Internal server error/],
    ['nonsense', 200, /^<!doctype html>/],
    ['wrong-currency', 200, /"currency":"ZZZ"/],
    ['negative', 200, /"fare":-24\.5/],
    ['huge', 200, /^.{3145728}/],
  ])('trip %s responds with its documented fault', (id, status, body) => {
    const answer = tripResponse(id, 0);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(body);
  });

  it('trip no-fare has no fare', () => {
    expect(bodyOf('no-fare')).not.toHaveProperty('fare');
  });

  it('trip flaky fails every other time', () => {
    expect([0, 1, 2, 3].map((before) => tripResponse('flaky', before).status)).toEqual([500, 200, 500, 200]);
  });

  it('trip slow takes 8 s', () => {
    expect(tripResponse('slow', 0).afterMs).toBe(8_000);
  });
});

describe('GET /v1/trips/{trip_id}', () => {
  const get = (id: string) => call(handler, new World(), `GET /v1/trips/${id}`);

  it('GET /v1/trips/{trip_id} responds with the trip', async () => {
    const { status, headers, json } = await get('1');
    expect([status, headers['Content-Type']]).toEqual([200, 'application/json']);
    expect(json).toMatchObject({ trip_id: 1, fare: 24.5 });
  });

  it('the function counts requests for trip flaky', async () => {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await get('flaky')).status);
    expect(statuses).toEqual([500, 200, 500, 200]);
  });

  it('the function passes on the content type of trip nonsense', async () => {
    expect((await get('nonsense')).headers['Content-Type']).toBe('text/html');
  });
});
