import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { physicalName } from '../../lib/table-name.ts';
import { positionIn } from '../../src/contracts/cursor.ts';
import { paymentScope, presentPaymentList, readPaymentList } from '../../src/contracts/payment-list.ts';
import { presentPayment } from '../../src/contracts/payments.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { paymentLists } from '../../src/store/payment-lists.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { clientOf } from '../support/client.ts';
import { meteredIo } from '../support/metered-io.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment } from '../support/payments.ts';
import { seeded } from '../support/random.ts';

const key = 'the key of this test';
const random = seeded(20_261_121);

const kinds: readonly Payment[] = [
  ...Array.from({ length: 14 }, () => payment()),
  payment({ refundedMinor: 1099n, refundableMinor: 0n }),
  payment({ refundedMinor: 99n, refundableMinor: 1000n }),
  failedPayment(),
  cancelledPayment(),
  authorizedPayment(),
];

/** 2,000 payments within ten minutes, many in the same millisecond. Half belong to trips with up to three payments. */
const all: readonly Payment[] = Array.from({ length: 2_000 }, (_, index) => {
  const fields = {
    id: random.whole(2) === 0 ? String(index) : `${random.hex(8)}-${index}`,
    createdAt: new Date(Date.parse('2026-11-21T11:00:00.000Z') + random.whole(600) * 1_000).toISOString(),
    method: random.pick(methods),
    ...(index % 2 === 0 ? { tripId: String(random.whole(500)) } : { orderId: String(index), metadata: { note: 'x' } }),
  };
  return { ...random.pick(kinds), ...fields };
});
const newest = all.toSorted((one, other) => (positionOf(one) > positionOf(other) ? -1 : 1));
const trip = String(all.find(({ tripId }) => all.filter((other) => other.tripId === tripId).length === 3)?.tripId);

function positionOf({ createdAt, id }: Payment): string {
  return `${createdAt}#${id}`;
}

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: false });
});
afterAll(() => environment.stop());

async function write(shards: number): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region: 'eu-west-1', credentials });
  const items = all.map((one) => ({
    ...itemOf(one),
    ...timeIndex(one.id, one.createdAt, shards),
    ...(one.tripId === undefined ? {} : { trip_index: one.tripId }),
  }));
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((item) => ({
      PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [physicalName('local', 'payments')]: requests } }));
  }
  client.destroy();
}

type Query = Readonly<Partial<Record<'trip_id' | 'status' | 'method' | 'limit' | 'offset' | 'cursor', string>>>;
type PaymentJson = Readonly<Record<string, unknown>>;

const filters: readonly Query[] = ['', 'SUCCESS', 'FAILED', 'PENDING', 'REFUNDED'].flatMap((status) =>
  ['', 'CARD', 'UPI'].flatMap((method) =>
    ['', trip, 'no-such-trip'].map((trip_id) =>
      Object.fromEntries(Object.entries({ status, method, trip_id }).filter(([, value]) => value !== '')),
    ),
  ),
);

const shown = newest.map((one) => JSON.parse(JSON.stringify(presentPayment(one))) as PaymentJson);

/** The expected list, by a scan over all payments from the newest. */
function expected({ status, method, trip_id }: Query): PaymentJson[] {
  const matching = shown.filter(
    (one, index) =>
      (status === undefined || one.status === status) &&
      (method === undefined || one.method === method) &&
      (trip_id === undefined || newest[index]?.tripId === trip_id),
  );
  // These are in no index.
  return matching.map(({ metadata, authorized_at, captured_at, cancelled_at, ...listed }) => listed);
}

describe.each([1, 4])('2,000 payments in %i shards', (shards) => {
  beforeAll(() => write(shards));

  /** Lists like functions/payments/list-payments.ts, with this number of index shards. */
  async function list(query: Query, metered = meteredIo(environment.dynamodbEndpoint)) {
    const asked = readPaymentList(new Map(Object.entries(query).map(([name, value]) => [name, [value]])));
    const after = asked.cursor === undefined ? undefined : positionIn(asked.cursor, paymentScope(asked.filter), key);
    const page = await paymentLists(metered.io, shards).page(asked.filter, { ...asked, after });
    const shown = JSON.parse(JSON.stringify(presentPaymentList(page, asked, key)));
    return { ...shown, units: metered.readUnits(), queries: metered.calls.length };
  }

  it.each(filters)('are listed like a scan over all of them: %j', async (filter) => {
    const matching = expected(filter);
    for (const limit of [1, 7, 500]) {
      for (const offset of [0, 2, 150, 1_999]) {
        const page = await list({ ...filter, limit: String(limit), offset: String(offset) });
        const payments = matching.slice(offset, offset + limit);
        // Compared as text, which is faster and includes the order of the fields.
        expect(JSON.stringify(page.payments)).toBe(JSON.stringify(payments));
        const more = matching.length > offset + limit;
        expect(page).toMatchObject({ count: payments.length, limit, offset, has_more: more });
        if (!more) expect(page.next_cursor).toBeNull();
      }
    }
  });

  it.each(filters)('are each listed once when paging by cursors: %j', async (filter) => {
    const walked: PaymentJson[] = [];
    let page = await list({ ...filter, limit: '7', offset: '3' });
    walked.push(...page.payments);
    for (let limit = 60; page.has_more; limit += 50) {
      page = await list({ ...filter, limit: String(limit), cursor: page.next_cursor });
      walked.push(...page.payments);
    }
    expect(walked).toEqual(expected(filter).slice(3));
  });

  it('cost few read units per page', async () => {
    const rows = [];
    for (const query of [
      { limit: '25' },
      { limit: '100' },
      { limit: '500' },
      { limit: '100', status: 'SUCCESS' },
      { limit: '100', status: 'FAILED' },
      { limit: '100', status: 'REFUNDED', method: 'UPI' },
      { limit: '100', trip_id: trip },
      { limit: '100', offset: '1000' },
    ]) {
      const { units, queries, count } = await list(query);
      rows.push({
        page: new URLSearchParams(Object.entries(query)).toString(),
        payments: count,
        queries,
        'read units': units,
      });
      expect(units).toBeGreaterThan(0);
    }
    console.table(rows);
    const [first] = rows;
    expect(first?.queries).toBe(shards);
    expect(first?.['read units']).toBeLessThanOrEqual(shards === 1 ? 1.5 : 3);
  });
});

describe('GET /v1/payments', () => {
  beforeAll(() => write(1));

  it('returns the same list over HTTP, with valid cursors', async () => {
    const api = clientOf(environment.urls[0] ?? '');
    const matching = expected({ status: 'SUCCESS' });
    const first = await api.get('/v1/payments?status=SUCCESS&limit=10');
    expect([first.status, first.json.payments]).toEqual([200, matching.slice(0, 10)]);
    const second = await api.get(`/v1/payments/?status=SUCCESS&limit=10&cursor=${first.json.next_cursor}`);
    expect([second.status, second.json.payments]).toEqual([200, matching.slice(10, 20)]);
    const other = await api.get(`/v1/payments?status=FAILED&cursor=${first.json.next_cursor}`);
    expect([other.status, other.json.code, other.json.field]).toEqual([400, 'query_invalid', 'cursor']);
    const ofTrip = await api.get(`/v1/payments?trip_id=${trip}`);
    expect(ofTrip.json.payments).toEqual(expected({ trip_id: trip }));
  });
});
