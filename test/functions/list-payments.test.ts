import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/list-payments.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import { call } from '../support/call.ts';
import { failedPayment, payment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

/** A world with payments 1 to 5, stored in another order: 2 by UPI, 3 failed, 4 refunded, 1 and 4 of trip 7. */
function world(): World {
  const made = new World();
  const keep = (id: string, one: Payment) => {
    const kept = { ...one, id, createdAt: `2026-11-21T11:00:0${id}.000Z` };
    const trip = kept.tripId === undefined ? {} : { trip_index: kept.tripId };
    made.dynamo.keep(paymentsTable, { ...itemOf(kept), ...timeIndex(id, kept.createdAt, 1), ...trip, id });
  };
  keep('3', failedPayment());
  keep('1', payment({ tripId: '7' }));
  keep('5', payment());
  keep('2', payment({ method: 'upi' }));
  keep('4', payment({ tripId: '7', refundedMinor: 1099n, refundableMinor: 0n }));
  made.dynamo.keep(paymentsTable, { id: 'trip#7', payment_id: '1' });
  return made;
}

type Query = Readonly<Record<string, string>>;
const idsOf = ({ payments }: Readonly<Record<string, unknown>>) =>
  (payments as { payment_id: number }[]).map(({ payment_id }) => payment_id);
const list = (on: World, query?: Query) => call(handler, on, 'GET /v1/payments', query && { query });

describe('GET /v1/payments', () => {
  it('lists the newest first', async () => {
    const { status, headers, json } = await list(world());
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(idsOf(json)).toEqual([5, 4, 3, 2, 1]);
    expect(json).toMatchObject({ count: 5, limit: 100, offset: 0, has_more: false, next_cursor: null });
  });

  it('lists nothing where there is nothing', async () => {
    const { body } = await list(new World());
    expect(body).toBe('{"payments":[],"count":0,"limit":100,"offset":0,"has_more":false,"next_cursor":null}');
  });

  it.each([
    [{ status: 'SUCCESS' }, [5, 2, 1]],
    [{ status: 'REFUNDED' }, [4]],
    [{ status: 'FAILED' }, [3]],
    [{ status: 'PENDING' }, []],
    [{ method: 'UPI' }, [2]],
    [{ trip_id: '7' }, [4, 1]],
    [{ trip_id: '7', status: 'SUCCESS' }, [1]],
    [{ trip_id: '8' }, []],
    [{ status: 'SUCCESS', method: 'CARD' }, [5, 1]],
    [{ limit: '2' }, [5, 4]],
    [{ limit: '2', offset: '2' }, [3, 2]],
    [{ limit: '1', offset: '1', status: 'SUCCESS' }, [2]],
    [{ offset: '5' }, []],
    [{ offset: '10000' }, []],
  ])('lists by %j', async (query, ids) => {
    expect(idsOf((await list(world(), query)).json)).toEqual(ids);
  });

  it.each([{ limit: '2' }, { limit: '1', status: 'SUCCESS' }, { limit: '1', trip_id: '7' }])(
    'leads by its cursors from page to page to the end: %j',
    async (query: Query) => {
      const asked = world();
      const all = idsOf((await list(asked, { ...query, limit: '500' })).json);
      const walked: number[] = [];
      let cursor: Query = {};
      for (let more = true; more; ) {
        const { json } = await list(asked, { ...query, ...cursor });
        walked.push(...idsOf(json));
        expect(json.next_cursor === null).toBe(!json.has_more);
        more = json.has_more === true;
        cursor = { cursor: String(json.next_cursor) };
      }
      expect(walked).toEqual(all);
    },
  );

  it('leads on where it was, whatever was paid since', async () => {
    const asked = world();
    const { json } = await list(asked, { limit: '2' });
    const newer = payment({ id: '6', createdAt: '2026-11-21T11:00:06.000Z' });
    asked.dynamo.keep(paymentsTable, { ...itemOf(newer), ...timeIndex('6', newer.createdAt, 1), id: '6' });
    expect(idsOf((await list(asked, { limit: '2', cursor: String(json.next_cursor) })).json)).toEqual([3, 2]);
  });

  it.each([
    ['limit', { limit: '501' }],
    ['status', { status: 'PAID' }],
    ['page', { page: '2' }],
    ['offset', { cursor: 'x', offset: '1' }],
    ['cursor', { cursor: 'x' }],
  ])('refuses a wrong %s, and lists nothing', async (field, query) => {
    const asked = world();
    const { status, headers, json } = await list(asked, query);
    expect([status, headers['Content-Type']]).toEqual([400, 'application/problem+json']);
    expect(json).toMatchObject({ code: 'query_invalid', field });
    expect(asked.dynamo.calls()).not.toContain('Query');
  });

  it('refuses a cursor of a list with other filters', async () => {
    const asked = world();
    const cursor = String((await list(asked, { limit: '1', status: 'SUCCESS' })).json.next_cursor);
    const { status, json } = await list(asked, { limit: '1', status: 'FAILED', cursor });
    expect([status, json.code, json.field]).toEqual([400, 'query_invalid', 'cursor']);
  });

  it('answers 503 while the store does not', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const { status, headers, body } = await list(broken);
    expect([status, headers['Retry-After']]).toEqual([503, '1']);
    expect(body).not.toContain('arn');
  });
});
