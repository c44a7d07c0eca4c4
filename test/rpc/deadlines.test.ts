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
/** A world whose store takes `ms` for each call. */
function slowWorld(ms: number): World {
  const world = new World();
  world.dynamo.intercept = async (_command, apply) => {
    await world.clock.sleep(ms);
    return apply();
  };
  return world;
}

describe('time-outs of RPC clients', () => {
  it.each(['0', '00'])('a client time-out of %s fails before anything is done', async (timeout) => {
    const world = new World();
    const refused = await request(world, { 'Connect-Timeout-Ms': timeout });
    expect(refusedAs(refused)).toEqual([504, 'deadline_exceeded', 'out_of_time']);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it.each(['-1', '1.5', '12345678901', 'soon', '', '1e3'])(
    'a client time-out of "%s" is refused as malformed',
    async (timeout) => {
      const world = new World();
      const refused = await request(world, { 'Connect-Timeout-Ms': timeout });
      expect(refusedAs(refused)).toEqual([400, 'invalid_argument', 'timeout_invalid']);
      expect(world.dynamo.calls()).toEqual([]);
    },
  );

  it('an RPC takes no longer than the client time-out', async () => {
    const world = slowWorld(400);
    const startedAt = world.clock.now();
    const refused = await request(world, { 'Connect-Timeout-Ms': '500' });
    expect([refusedAs(refused), refused.headers['retry-after']]).toEqual([
      [504, 'deadline_exceeded', 'out_of_time'],
      '1',
    ]);
    expect(world.clock.now() - startedAt).toBe(500);
  });

  it.each([
    ['499', [504, 'deadline_exceeded', 'out_of_time']],
    ['5000', [503, 'unavailable', 'store_unavailable']],
  ])('a client time-out of %s ends as a deadline only if it limited the failed store call', async (timeout, wanted) => {
    const world = new World();
    world.dynamo.intercept = async () => {
      await world.clock.sleep(498);
      throw new Error('the request was aborted');
    };
    const read = { body: { payment_id: 'p1' }, headers: { 'Connect-Timeout-Ms': timeout } };
    const refused = await call(getPayment, world, 'POST /payments.v1.PaymentService/GetPayment', read);
    expect(refusedAs(refused)).toEqual(wanted);
  });

  it('a short client time-out is fine if it is long enough', async () => {
    expect((await request(slowWorld(100), { 'Connect-Timeout-Ms': '250' })).json.status).toBe('SUCCEEDED');
  });

  it('the lease ends with the client time-out, so that a retry need not wait for the time-out of the function', async () => {
    const world = new World();
    const leases: unknown[] = [];
    world.dynamo.intercept = async (_command, apply) => {
      leases.push(world.dynamo.item(paymentsTable, paymentIdOfKey('anonymous', body.idempotency_key))?.lease);
      return apply();
    };
    await request(world, { 'Connect-Timeout-Ms': '1000' });
    const until = Date.parse('2026-11-21T12:00:01.700Z');
    expect(leases).toEqual([undefined, expect.objectContaining({ until })]);
  });

  it('a client time-out beyond that of the function changes nothing, and running out of time is our fault', async () => {
    const world = slowWorld(20_000);
    const startedAt = world.clock.now();
    const refused = await request(world, { 'Connect-Timeout-Ms': '9999999999' });
    expect(refusedAs(refused)).toEqual([503, 'unavailable', 'store_unavailable']);
    expect(world.clock.now() - startedAt).toBe(9_700);
  });

  it('the client time-out limits the wait for a concurrent call with the same key', async () => {
    const world = slowWorld(2_000);
    const first = request(world);
    const startedAt = world.clock.now();
    const second = await request(world, { 'Connect-Timeout-Ms': '1000' });
    expect(refusedAs(second)).toEqual([504, 'deadline_exceeded', 'out_of_time']);
    expect(world.clock.now() - startedAt).toBe(1_000);
    expect((await first).json.status).toBe('SUCCEEDED');
  });

  it('a payment whose call timed out is completed by the retry', async () => {
    const world = slowWorld(400);
    await request(world, { 'Connect-Timeout-Ms': '500' });
    world.dynamo.intercept = (_command, apply) => apply();
    world.clock.advance(2_000);
    const { json } = await request(world);
    expect(json.status).toBe('SUCCEEDED');
    expect(world.dynamo.item(paymentsTable, json.payment_id)).toMatchObject({ status: 'completed' });
  });
});
