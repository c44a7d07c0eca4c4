import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import { type Held, holdsOf } from '../../src/domain/hold.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { holdId, holdItemOf } from '../../src/store/hold-item.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { importPayments } from '../../tools/data/import-payments.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';

const tableName = 'payments';
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  await createTables(client, [{ ...ordersTable, TableName: tableName }]);
});
beforeEach(() => emptyTable(client, tableName));
afterAll(() => engine.stop());

const put = (item: Item) => client.send(new PutItemCommand({ TableName: tableName, Item: marshalled(item) }));

async function stored(id: string): Promise<Item | undefined> {
  const get = new GetItemCommand({ TableName: tableName, Key: marshalled({ id }), ConsistentRead: true });
  const { Item } = await client.send(get);
  return Item && unmarshalled(Item);
}

/** Writes a payment as the service has it, with its holds. */
async function keep(one: Payment): Promise<void> {
  await put(itemOf(one));
  for (const held of holdsOf(one)) await put(holdItemOf(held, one));
}

/** Imports a file with one payment. Resolves with the number of imported ones, and what was said of its row. */
async function importOne(one: Payment, identity: 'order' | 'key' = 'key') {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const rows = async function* () {
    yield { line: 2, payment: one, identity };
  };
  const options = { client, tableName, indexShards: 1, now: () => 0, onBad: say, onDifferent: say };
  const counts = await importPayments(rows(), options);
  return { imported: counts.imported, said };
}

const ofTrip = { tripId: 't1' };
const ofOrder = { orderId: 'o1', onePaymentPerOrder: true };
const trip = { kind: 'trip', id: 't1' } as const;
const order = { kind: 'order', id: 'o1' } as const;
const paidTrip = payment({ id: 'paid', ...ofTrip });
const paidOrder = payment({ id: 'paid', ...ofOrder });

describe('an import of a payment whose trip or order has another one', () => {
  it.each<[string, Payment, Held, Payment]>([
    ['the trip of one that failed', failedPayment({ id: 'free', ...ofTrip }), trip, paidTrip],
    ['the trip of one that was cancelled', cancelledPayment({ id: 'free', ...ofTrip }), trip, paidTrip],
    ['the order of one that failed', failedPayment({ id: 'free', ...ofOrder }), order, paidOrder],
    ['the order of one that failed twice', failedPayment({ id: 'free', ...ofOrder, generation: 1 }), order, paidOrder],
  ])('takes %s', async (_what, free, held, paid) => {
    await keep(free);
    expect(await importOne(paid)).toEqual({ imported: 1, said: [] });
    expect(await stored(holdId(held))).toEqual(holdItemOf(held, paid));
    expect(await stored('free')).toMatchObject({ status: free.status });
    expect(await importOne(paid)).toEqual({ imported: 0, said: [] });
  });

  it.each<[string, Payment]>([
    ['is being charged', processingPayment({ id: 'live', ...ofTrip })],
    ['waits for its customer', pendingPayment({ id: 'live', ...ofTrip })],
    ['is authorized', authorizedPayment({ id: 'live', ...ofTrip })],
    ['is completed', payment({ id: 'live', ...ofTrip })],
  ])('is refused if that one %s', async (_how, live) => {
    await keep(live);
    const said = ['line 2, column trip_id: the trip already has a payment, live'];
    expect(await importOne(paidTrip)).toEqual({ imported: 0, said });
    expect(await stored(holdId(trip))).toEqual(holdItemOf(trip, live));
    expect(await stored('paid')).toBeUndefined();
  });

  it('is refused if that one is not there', async () => {
    await put(holdItemOf(trip, payment({ id: 'lost' })));
    const said = ['line 2, column trip_id: the trip already has a payment, lost'];
    expect(await importOne(paidTrip)).toEqual({ imported: 0, said });
  });

  it('does not take the hold of a later attempt from the earlier one, which failed', async () => {
    const failed = failedPayment({ id: 'free', ...ofOrder });
    await keep(failed);
    const later = holdItemOf(order, { ...failed, generation: 1 });
    await put(later);
    const said = ['line 2, column order_id: the order already has a payment, free'];
    expect(await importOne(paidOrder)).toEqual({ imported: 0, said });
    expect(await stored(holdId(order))).toEqual(later);
  });
});

describe('an import of a later attempt of an order', () => {
  const id = paymentIdOfOrder('o1');
  const failed = failedPayment({ id, ...ofOrder });
  const paid = payment({ id, ...ofOrder, generation: 1 });

  it('takes the place of the failed one, with its hold', async () => {
    await keep(failed);
    expect(await importOne(paid, 'order')).toEqual({ imported: 1, said: [] });
    expect(await stored(id)).toMatchObject({ status: 'completed', generation: 1 });
    expect(await stored(holdId(order))).toEqual(holdItemOf(order, paid));
    expect(await importOne(paid, 'order')).toEqual({ imported: 0, said: [] });
  });

  it('is refused if another payment holds its order, and the failed one stays', async () => {
    await keep(failed);
    const live = payment({ id: 'live', ...ofOrder });
    await keep(live);
    const said = ['line 2, column order_id: the order already has a payment, live'];
    expect(await importOne(paid, 'order')).toEqual({ imported: 0, said });
    expect(await stored(id)).toMatchObject({ status: 'failed', generation: 0 });
  });

  it.each<[string, Payment, Payment, 'order' | 'key']>([
    ['is being tried again', processingPayment({ id, ...ofOrder, generation: 1 }), paid, 'order'],
    ['failed in the same attempt', failed, { ...paid, generation: 0 }, 'order'],
    ['failed in a later attempt', { ...failed, generation: 2 }, paid, 'order'],
    ['belongs to another order', { ...failed, orderId: 'o2' }, paid, 'order'],
    ['is that of a key, which stays failed', failed, paid, 'key'],
  ])('changes nothing if the payment %s', async (_how, there, row, identity) => {
    await keep(there);
    const before = [await stored(id), await stored(holdId(order))];
    const said = [`line 2: payment ${id} has another status`];
    expect(await importOne(row, identity)).toEqual({ imported: 0, said });
    expect([await stored(id), await stored(holdId(order))]).toEqual(before);
  });
});
