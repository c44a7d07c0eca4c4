import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/refunds/get-refund.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { allPlacesOf } from '../../src/projections/places.ts';
import { archivedRefundItem } from '../../src/store/archived-refund-item.ts';
import { places } from '../../src/store/places.ts';
import { call } from '../support/call.ts';
import { payment } from '../support/payments.ts';
import {
  failedRefund,
  pendingRefund,
  processingRefund,
  refund,
  refundsOf,
  reversedRefund,
  wholeItem,
} from '../support/stream.ts';
import { TwoTables } from '../support/two-tables.ts';
import { paymentsTable } from '../support/world.ts';

async function get(one: Refund) {
  const on = new TwoTables();
  const paid = payment({ id: '7', refunds: refundsOf(one) });
  on.dynamo.keep(paymentsTable, { ...wholeItem(paid), id: '7' });
  for (const place of allPlacesOf(paid)) await places(on.io()).keep(place);
  return call(handler, on, `GET /v1/refunds/${one.id}`);
}

describe('GET /v1/refunds/{refund_id}', () => {
  it.each<[Refund, object]>([
    [processingRefund(), { refund_status: 'PENDING', settled_at: null }],
    [pendingRefund(), { refund_status: 'PENDING', settled_at: null }],
    [refund({ reason: 'late' }), { refund_status: 'SUCCESS', reason: 'late', settled_at: '2026-11-21T11:30:01.000Z' }],
    [failedRefund(), { refund_status: 'FAILED', failure_code: 'refund_declined' }],
    [reversedRefund(), { refund_status: 'REVERSED', failure_code: null }],
  ])('shows a refund as it is now: %#', async (one, expected) => {
    const { status, json } = await get(one);
    expect(status).toBe(200);
    expect(json).toMatchObject({ refund_id: 'r1', payment_id: 7, refund_amount: 1, currency: 'USD', ...expected });
  });

  it('finds a declined refund that was moved out of its payment', async () => {
    const on = new TwoTables();
    on.dynamo.keep(paymentsTable, { ...wholeItem(payment({ id: '7' })), id: '7' });
    on.dynamo.keep(paymentsTable, archivedRefundItem('7', failedRefund()));
    await places(on.io()).keep({ by: 'refund', value: 'r1', createdAt: payment().createdAt, paymentId: '7' });
    const { json } = await call(handler, on, 'GET /v1/refunds/r1');
    expect(json).toMatchObject({ refund_id: 'r1', payment_id: 7, refund_status: 'FAILED' });
  });

  it.each(['nothing', 'a%20b', '__proto__', 'constructor'])('answers 404 for "%s"', async (id) => {
    const { status, json } = await call(handler, new TwoTables(), `GET /v1/refunds/${id}`);
    expect([status, json.code]).toEqual([404, 'refund_not_found']);
  });
});
