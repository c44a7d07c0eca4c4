import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const body = { idempotency_key: 'k1', trip_id: 1, method: 'CARD', rider_id: 101, driver_id: 201 };
const post = (world: World, but: Record<string, unknown> = {}) =>
  call(handler, world, 'POST /v1/payments/charge', { body: { ...body, ...but } });

/** A trip service that says the same of every trip, and how often it was asked. */
function worldWhere(trip: Record<string, unknown> | undefined, status = 200) {
  const world = new World();
  const asked: string[] = [];
  world.call = async (url) => {
    asked.push(String(url));
    return new Response(JSON.stringify(trip ?? {}), { status });
  };
  return { world, asked };
}
const completed = { trip_id: 1, status: 'COMPLETED', fare: 24.5, currency: 'USD' };

describe('POST /v1/payments/charge', () => {
  it('charges the fare in four calls, and replays it in one, without the trip service', async () => {
    const { world, asked } = worldWhere(completed);
    const first = await post(world);
    expect(first.status).toBe(201);
    expect(first.body).toContain('"amount":24.50,');
    expect(first.json).toMatchObject({ trip_id: 1, rider_id: 101, status: 'SUCCESS', message: 'Payment success' });
    expect(world.dynamo.calls()).toEqual(['Get', 'Put', 'Put', 'Update']);
    const again = await post(world);
    expect([again.status, again.body, again.headers['Idempotent-Replayed']]).toEqual([201, first.body, 'true']);
    expect(world.dynamo.calls().slice(4)).toEqual(['Get']);
    expect(asked).toHaveLength(1);
  });

  it('keeps the fare that it read first, whatever the trip costs later', async () => {
    const { world } = worldWhere(completed);
    const first = await post(world, { payment_method: 'pm_answer_lost' });
    expect(first.status).toBe(503);
    world.call = async () => new Response(JSON.stringify({ ...completed, fare: 99 }));
    const again = await post(world, { payment_method: 'pm_answer_lost' });
    expect([again.status, again.body.includes('"amount":24.50,')]).toEqual([201, true]);
  });

  it('refuses a trip that is paid, for ever, and does not list the refusal', async () => {
    const { world } = worldWhere(completed);
    const paid = await post(world);
    for (const time of [1, 2]) {
      const other = await post(world, { idempotency_key: 'k2' });
      expect([time, other.status, other.json]).toMatchObject([
        time,
        409,
        { code: 'trip_already_paid', payment_id: paid.json.payment_id },
      ]);
    }
    const refused = Object.values(JSON.parse(JSON.stringify(world.dynamo.contents()))[0][1]).filter(
      (item) => (item as { status?: { S: string } }).status?.S === 'failed',
    );
    expect(refused).toHaveLength(1);
    expect(refused[0]).not.toHaveProperty('time_shard');
  });

  it('that has an authorized payment is refused with that payment, and a time after which to ask again', async () => {
    const { world } = worldWhere(completed);
    const authorized = await call(createPayment, world, 'POST /v1/payments', {
      body: { amount: '24.50', trip_id: 1, capture: false, idempotency_key: 'k1' },
    });
    const { status, json, headers } = await post(world, { idempotency_key: 'k2' });
    expect([status, json.code, json.payment_id]).toEqual([409, 'trip_payment_authorized', authorized.json.payment_id]);
    expect(headers['Retry-After']).toBe('3600');
  });

  it('and a payment by the same key at another endpoint differ, and the mismatch says so', async () => {
    const { world } = worldWhere(completed);
    await post(world, { rider_id: undefined, driver_id: undefined });
    const { status, json } = await call(createPayment, world, 'POST /v1/payments', {
      body: { amount: '24.50', trip_id: 1, idempotency_key: 'k1' },
    });
    expect([status, json.mismatched]).toEqual([422, ['endpoint']]);
  });

  it.each([
    ['still runs', { ...completed, status: 'RUNNING' }, 200, 400, 'trip_not_completed'],
    ['is not known', undefined, 404, 404, 'trip_not_found'],
    ['has a fare below zero', { ...completed, fare: -1 }, 200, 503, 'trip_service_unavailable'],
    ['has a fare in no currency', { ...completed, currency: 'ZZZ' }, 200, 503, 'trip_service_unavailable'],
    ['has no fare', { ...completed, fare: undefined }, 200, 503, 'trip_service_unavailable'],
  ])('that %s is refused, and nothing is kept', async (_, trip, answered, status, code) => {
    const { world } = worldWhere(trip, answered);
    const answer = await post(world);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(world.dynamo.contents()).toEqual([]);
  });

  it('with null for the rider and the driver is the same request as without them', async () => {
    const { world } = worldWhere(completed);
    const first = await post(world, { rider_id: null, driver_id: null });
    expect([first.status, first.json.rider_id, first.json.driver_id]).toEqual([201, null, null]);
    const again = await post(world, { rider_id: undefined, driver_id: undefined });
    expect([again.status, again.headers['Idempotent-Replayed']]).toEqual([201, 'true']);
  });

  it('works again with the same key once the trip service does', async () => {
    const { world } = worldWhere(undefined, 500);
    const refused = await post(world);
    expect([refused.status, refused.json.code]).toEqual([503, 'trip_service_unavailable']);
    expect(Number(refused.headers['Retry-After'])).toBeGreaterThan(0);
    world.call = async () => new Response(JSON.stringify(completed));
    world.clock.advance(60_000);
    expect((await post(world)).status).toBe(201);
  });

  it.each([
    ['no key', { idempotency_key: undefined }, 'idempotency_key_missing'],
    ['no trip', { trip_id: undefined }, 'field_required'],
    ['no method', { method: undefined }, 'field_required'],
    ['null for a trip', { trip_id: null }, 'id_invalid'],
    ['null for a method', { method: null }, 'field_invalid'],
    ['a method that is none', { method: 'GOLD' }, 'field_invalid'],
    ['a card number', { rider_id: '4242424242424242' }, 'card_number_not_accepted'],
  ])('with %s is refused before anybody is asked', async (_, but, code) => {
    const { world, asked } = worldWhere(completed);
    const answer = await post(world, but);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
    expect([asked, world.dynamo.calls()]).toEqual([[], []]);
  });
});
