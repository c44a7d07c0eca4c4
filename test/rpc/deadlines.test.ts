import { describe, expect, it } from 'vitest';
import { handler as getPayment } from '../../functions/services/services-get-payment.ts';
import { handler } from '../../functions/services/services-request-payment.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { call } from '../support/call.ts';
import { refusedAs } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const path = '/payments.v1.PaymentService/RequestPayment';
const body = { amount_minor: 1250, currency: 'USD', order_id: 'order-123', idempotency_key: 'key-0001' };
const request = (world: World, headers: Record<string, string> = {}) =>
  call(handler, world, `POST ${path}`, { body, headers });
/** A store that takes so long for each call. */
function slowWorld(ms: number): World {
  const world = new World();
  world.dynamo.intercept = async (_command, apply) => {
    await world.clock.sleep(ms);
    return apply();
  };
  return world;
}

describe('the time that a client gives', () => {
  it.each(['0', '00'])('of %s is up before anything is done', async (timeout) => {
    const world = new World();
    const refused = await request(world, { 'Connect-Timeout-Ms': timeout });
    expect(refusedAs(refused)).toEqual([504, 'deadline_exceeded', 'out_of_time']);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it.each(['-1', '1.5', '12345678901', 'soon', '', '1e3'])('of "%s" is none', async (timeout) => {
    const world = new World();
    const refused = await request(world, { 'Connect-Timeout-Ms': timeout });
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', 'timeout_invalid']);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it('is all that the call takes', async () => {
    const world = slowWorld(400);
    const begun = world.clock.now();
    const refused = await request(world, { 'Connect-Timeout-Ms': '500' });
    expect([refusedAs(refused), refused.headers['retry-after']]).toEqual([
      [504, 'deadline_exceeded', 'out_of_time'],
      '1',
    ]);
    expect(world.clock.now() - begun).toBe(500);
  });

  it.each([
    ['499', [504, 'deadline_exceeded', 'out_of_time']],
    ['5000', [503, 'unavailable', 'store_unavailable']],
  ])('of %s is up, and not the store down, only if a call to the store ended with it', async (timeout, wanted) => {
    const world = new World();
    world.dynamo.intercept = async () => {
      await world.clock.sleep(498);
      throw new Error('the request was aborted');
    };
    const read = { body: { payment_id: 'p1' }, headers: { 'Connect-Timeout-Ms': timeout } };
    const refused = await call(getPayment, world, 'POST /payments.v1.PaymentService/GetPayment', read);
    expect(refusedAs(refused)).toEqual(wanted);
  });

  it('may be short, if that is enough', async () => {
    expect((await request(slowWorld(100), { 'Connect-Timeout-Ms': '250' })).json.status).toBe('SUCCEEDED');
  });

  it('bounds the lease, so that a retry need not wait for the end of the function', async () => {
    const world = new World();
    const leases: unknown[] = [];
    world.dynamo.intercept = async (_command, apply) => {
      leases.push(world.dynamo.item(paymentsTable, paymentIdOfKey('anonymous', body.idempotency_key))?.lease);
      return apply();
    };
    await request(world, { 'Connect-Timeout-Ms': '1000' });
    const until = Date.parse('2026-11-21T12:00:01.700Z');
    expect(leases).toEqual([undefined, { owner: expect.any(String), until }]);
  });

  it('that is longer than the function’s own does not change that: then it is our fault', async () => {
    const world = slowWorld(20_000);
    const begun = world.clock.now();
    const refused = await request(world, { 'Connect-Timeout-Ms': '9999999999' });
    expect(refusedAs(refused)).toEqual([503, 'unavailable', 'store_unavailable']);
    expect(world.clock.now() - begun).toBe(9_700);
  });

  it('bounds the wait for the same call', async () => {
    const world = slowWorld(2_000);
    const first = request(world);
    const begun = world.clock.now();
    const second = await request(world, { 'Connect-Timeout-Ms': '1000' });
    expect(refusedAs(second)).toEqual([504, 'deadline_exceeded', 'out_of_time']);
    expect(world.clock.now() - begun).toBe(1_000);
    expect((await first).json.status).toBe('SUCCEEDED');
  });

  it('that was not enough leaves a payment that the retry finishes', async () => {
    const world = slowWorld(400);
    await request(world, { 'Connect-Timeout-Ms': '500' });
    world.dynamo.intercept = (_command, apply) => apply();
    world.clock.advance(2_000);
    const { json } = await request(world);
    expect(json.status).toBe('SUCCEEDED');
    expect(world.dynamo.item(paymentsTable, json.payment_id)).toMatchObject({ status: 'completed' });
  });
});
