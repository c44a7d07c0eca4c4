import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/list-payments.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { allPlacesOf } from '../../src/projections/places.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { places } from '../../src/store/places.ts';
import { call } from '../support/call.ts';
import { failedPayment, payment, processingPayment } from '../support/payments.ts';
import { TwoTables } from '../support/two-tables.ts';
import { paymentsTable } from '../support/world.ts';

const createdAt = (id: number) => new Date(Date.parse('2026-11-21T11:00:00.000Z') + id * 60_000).toISOString();

async function keep(on: TwoTables, one: Payment): Promise<void> {
  on.dynamo.keep(paymentsTable, { ...itemOf(one), id: one.id });
  for (const place of allPlacesOf(one)) await places(on.io()).keep(place);
}

/** Payments 1 to 9 of customer c, one a minute; every third failed, 5 was wholly refunded after it was captured in part. */
async function world(): Promise<TwoTables> {
  const made = new TwoTables();
  for (let id = 1; id <= 9; id++) {
    const common = { id: String(id), createdAt: createdAt(id), customerId: 'c', orderId: id > 6 ? 'o' : undefined };
    const outcome = { status: 'completed', reference: `PAY-${id}` } as const;
    const partly = {
      ...({ captureLater: true, closing: 'capture', capturedMinor: 500n, refundedMinor: 500n } as const),
      refundableMinor: 0n,
      outcome: { status: 'authorized', reference: `PAY-${id}` } as const,
    };
    await keep(
      made,
      id % 3 === 0 ? failedPayment(common) : payment({ ...common, outcome, ...(id === 5 ? partly : {}) }),
    );
  }
  await keep(made, payment({ id: '10', customerId: 'other', createdAt: createdAt(10) }));
  return made;
}

type Query = Readonly<Record<string, string>>;
const idsOf = (json: Readonly<Record<string, unknown>>) =>
  (json.payments as { payment_id: number }[]).map(({ payment_id }) => payment_id);
const list = (on: TwoTables, query: Query) => call(handler, on, 'GET /v1/payments', { query });

describe('GET /v1/payments by customer, order or reference', () => {
  it.each<[Query, number[]]>([
    [{ customer_id: 'c' }, [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    [{ customer_id: 'nobody' }, []],
    [{ customer_id: 'c', status: 'FAILED' }, [9, 6, 3]],
    [{ customer_id: 'c', status: 'REFUNDED' }, [5]],
    [{ customer_id: 'c', status: 'SUCCESS', limit: '2', offset: '1' }, [7, 4]],
    [{ customer_id: 'c', order_id: 'o' }, [9, 8, 7]],
    [{ order_id: 'o', method: 'CASH' }, []],
    [{ reference: 'PAY-4' }, [4]],
    [{ reference: 'PAY-4', customer_id: 'other' }, []],
    [{ customer_id: 'c', since: createdAt(3), until: createdAt(6) }, [5, 4, 3]],
    [{ customer_id: 'c', since: '2026-11-22' }, []],
    [{ customer_id: 'c', until: '2026-11-21' }, []],
  ])('%j lists %j', async (query, ids) => {
    const { status, json } = await list(await world(), query);
    expect([status, idsOf(json)]).toEqual([200, ids]);
  });

  it.each([1, 2, 3, 4])('fills every page of %i but the last, whatever the filter leaves out', async (limit) => {
    const on = await world();
    const pages: number[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await list(on, {
        customer_id: 'c',
        status: 'FAILED',
        limit: String(limit),
        ...(cursor && { cursor }),
      });
      pages.push(idsOf(json));
      cursor = json.next_cursor;
    }
    expect(pages.flat()).toEqual([9, 6, 3]);
    expect(pages.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
  });

  it('leaves out what is in progress, and the row of an attempt before an order was paid anew', async () => {
    const on = await world();
    const common = { id: 'x', customerId: 'c', orderId: 'o' };
    await keep(on, failedPayment({ ...common, createdAt: createdAt(11) }));
    on.dynamo.keep(paymentsTable, { ...itemOf(processingPayment({ ...common, createdAt: createdAt(12) })), id: 'x' });
    expect(idsOf((await list(on, { order_id: 'o' })).json)).toEqual([9, 8, 7]);
    await keep(on, payment({ ...common, createdAt: createdAt(12) }));
    expect(idsOf((await list(on, { order_id: 'o' })).json)).toEqual(['x', 9, 8, 7]);
  });

  it.each<[string, Query]>([
    ['reference', { reference: 'two words' }],
    ['customer_id', { customer_id: 'a b' }],
    ['since', { since: 'yesterday' }],
    ['since', { since: '2026-11-22', until: '2026-11-22' }],
  ])('refuses a %s like %j', async (field, query) => {
    const { status, json } = await list(new TwoTables(), query);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'query_invalid', field });
  });
});
