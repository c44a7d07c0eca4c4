import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import { stageTables } from '../../lib/table-name.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { recordMissed } from '../../tools/data/record-missed-events.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';
import { authorizedPayment, payment, processingPayment } from '../support/payments.ts';
import { processingRefund, refundsOf, wholeItem } from '../support/stream.ts';

const tables = stageTables('sandbox');
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  const sorted = {
    BillingMode: 'PAY_PER_REQUEST' as const,
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' as const },
      { AttributeName: 'sort', KeyType: 'RANGE' as const },
    ],
    AttributeDefinitions: ['id', 'sort'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  };
  await createTables(client, [
    { ...ordersTable, TableName: tables.payments },
    { ...sorted, TableName: tables.events },
    { ...sorted, TableName: tables.projections },
  ]);
});
beforeEach(async () => {
  await Promise.all([tables.payments, tables.events, tables.projections].map((name) => emptyTable(client, name)));
});
afterAll(() => engine.stop());

const now = Date.parse('2026-11-30T12:00:00.000Z');
const put = (TableName: string, item: Item) => client.send(new PutItemCommand({ TableName, Item: marshalled(item) }));
const keep = (but: object, more: Item = {}) => {
  const one = payment(but);
  return put(tables.payments, { ...wholeItem(one), id: one.id, ...more });
};
const itemsOf = async (TableName: string): Promise<Item[]> =>
  (await client.send(new ScanCommand({ TableName }))).Items?.map(unmarshalled) ?? [];
const stage = () => ({ client, tables, indexShards: 1, now: () => now });

async function figures(id: string): Promise<Record<string, number>> {
  const items = (await itemsOf(tables.projections)).filter((item) => item.id === id);
  return Object.fromEntries(items.map(({ sort, amount }) => [String(sort), Number(amount)]));
}
const events = async () =>
  (await itemsOf(tables.events))
    .map(({ id, sort, quiet, posted_at }) => ({ event: `${id}:${sort}`, quiet, posted_at }))
    .sort((one, other) => (one.event < other.event ? -1 : 1));

const missed = { createdAt: '2026-11-21T11:00:00.000Z', settledAt: '2026-11-21T11:00:01.000Z' };
const posted_at = '2026-11-30T12:00:00.000Z';

describe('npm run events -- record', () => {
  it('records the events of a payment as the worker would have: counted, in the balances, posted now and not quiet', async () => {
    await keep({ id: 'p1', ...missed });
    await keep({ id: 'p2', ...missed });
    const found = await recordMissed({ paymentId: 'p1' }, stage());
    expect(found).toEqual({ payments: 1, recorded: 2, present: 0, unreadable: [] });
    expect(await events()).toEqual([
      { event: 'p1:payment.begun#0', quiet: undefined, posted_at },
      { event: 'p1:payment.completed#0', quiet: undefined, posted_at },
    ]);
    expect(await figures('metrics')).toEqual({ begun: 1, 'payments#completed#card': 1, 'charged#USD': 1099 });
    expect(Object.values(await figures('balances#0')).map(Math.abs)).toEqual([1099, 1099]);
  });

  it('changes nothing the second time', async () => {
    await keep({ id: 'p1', ...missed });
    await recordMissed({ paymentId: 'p1' }, stage());
    const before = [await events(), await itemsOf(tables.projections)];
    expect(await recordMissed({ paymentId: 'p1' }, stage())).toMatchObject({ recorded: 0, present: 2 });
    expect([await events(), await itemsOf(tables.projections)]).toEqual(before);
  });

  it('records the events of all payments since an instant, and names payments that it cannot read', async () => {
    await keep({ id: 'p1', ...missed });
    await keep({ id: 'old', createdAt: '2026-10-01T11:00:00.000Z', settledAt: '2026-10-01T11:00:01.000Z' });
    await keep({ id: 'broken', ...missed }, { status: 'paid' });
    await put(tables.payments, { id: 'trip#7', payment_id: 'p1' });
    const found = await recordMissed({ since: '2026-11-20T00:00:00.000Z' }, stage());
    expect(found).toEqual({ payments: 3, recorded: 2, present: 0, unreadable: ['broken'] });
    expect((await events()).map(({ event }) => event)).toEqual(['p1:payment.begun#0', 'p1:payment.completed#0']);
  });

  it('leaves imported events quiet, and counts none that the release before has counted', async () => {
    await keep({ id: 'p1', ...missed });
    await put(tables.projections, { id: 'counted', sort: 'p1:payment.completed:0', expires_at: 1 });
    await keep({ id: 'p2', ...missed, settledBy: 'import' });
    await recordMissed({ paymentId: 'p1' }, stage());
    expect(await figures('metrics')).toEqual({ begun: 1 });
    await recordMissed({ paymentId: 'p2' }, stage());
    expect((await events()).map(({ quiet }) => quiet === true)).toEqual([false, false, true, true]);
  });

  it('lets the workers find payments that are open or due, however old these are', async () => {
    const old = { createdAt: '2026-10-01T11:00:00.000Z', settledAt: '2026-10-01T11:00:01.000Z' };
    const open = processingPayment({ id: 'p1', createdAt: old.createdAt });
    await put(tables.payments, { ...wholeItem(open), id: 'p1' });
    const later = { id: 'open', sort: 'p2', since: 'then', as_of: '7' };
    await put(tables.projections, later);
    const refunded = { refunds: refundsOf(processingRefund()), dueAt: '2026-12-01T11:00:00.000Z' };
    const authorized = authorizedPayment({ id: 'p2', ...old, ...refunded });
    await put(tables.payments, { ...wholeItem(authorized), id: 'p2' });
    await recordMissed({ since: '2026-11-20T00:00:00.000Z' }, stage());
    expect(await itemsOf(tables.events)).toEqual([]);
    const rows = await itemsOf(tables.projections);
    expect(rows.filter(({ id }) => id === 'open').map(({ sort }) => sort)).toEqual(['p1', 'p2']);
    expect(rows).toContainEqual(later);
    expect(rows).toContainEqual({ id: 'due', sort: '2026-12-01T11:00:00.000Z#p2' });
  });

  it('refuses a payment that does not exist', async () => {
    await expect(recordMissed({ paymentId: 'nobody' }, stage())).rejects.toThrow('There is no payment nobody');
  });
});
