import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import type { Dispute } from '../../src/domain/dispute.ts';
import { readMoney } from '../../src/domain/money.ts';
import { importer, type Payment } from '../../src/domain/payment.ts';
import { mostFailedRefunds } from '../../src/domain/refund-limits.ts';
import { archiveId } from '../../src/store/archived-refund-item.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { importPayments } from '../../tools/data/import-payments.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';
import { authorizedPayment, payment } from '../support/payments.ts';
import { failedRefund, pendingRefund, refundsOf } from '../support/stream.ts';

const tableName = 'payments';
const now = Date.parse('2026-11-30T12:00:00.000Z');
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  await createTables(client, [{ ...ordersTable, TableName: tableName }]);
});
afterAll(() => engine.stop());

const declined = Array.from({ length: mostFailedRefunds + 1 }, (_, at) => {
  const settledAt = `2026-11-21T12:00:${String(at).padStart(2, '0')}.000Z`;
  return failedRefund({ id: `r${at}`, settledAt, reason: `Canary ${at}` });
});
const exported = payment({ id: 'p1', refunds: Object.fromEntries(declined.map((one) => [one.id, one])) });

async function* rows(payments: readonly Payment[]) {
  for (const [at, one] of payments.entries()) yield { line: at + 2, payment: one, identity: 'key' as const };
}
const options = () => ({
  client,
  tableName,
  indexShards: 1,
  now: () => now,
  onBad: unexpected,
  onDifferent: unexpected,
});
const importFile = (payments: readonly Payment[] = [exported], onDifferent = unexpected) =>
  importPayments(rows(payments), { ...options(), onDifferent });

function unexpected(message: string): void {
  throw new Error(message);
}

async function itemOf(id: string): Promise<Item> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: marshalled({ id }), ConsistentRead: true }),
  );
  return Item === undefined ? {} : unmarshalled(Item);
}

const archived = () => itemOf(archiveId('r0'));

it('a file that is imported again does not bring back the reason of a declined refund that was erased since', async () => {
  expect(await importFile()).toMatchObject({ imported: 1 });
  const before = await archived();
  expect(before).toMatchObject({ payment_id: 'p1', refund: { reason: 'Canary 0' } });
  const { reason: _erased, ...refund } = before.refund as Item;
  const erased = { ...before, refund };
  await client.send(new PutItemCommand({ TableName: tableName, Item: marshalled(erased) }));
  expect(await importFile()).toMatchObject({ imported: 0, present: 1 });
  expect(await archived()).toEqual(erased);
});

it('an import counts rows whose payments exist with other values, names them, and changes nothing', async () => {
  await importFile([payment({ id: 'd1' }), payment({ id: 'd2' })]);
  const before = [await itemOf('d1'), await itemOf('d2')];
  const differences: string[] = [];
  const amount = readMoney('0.01', 'EUR');
  const changed = [payment({ id: 'd1', amount }), payment({ id: 'd2' }), payment({ id: 'd3' })];
  expect(await importFile(changed, (one) => void differences.push(one))).toMatchObject({
    imported: 1,
    present: 1,
    differ: 1,
  });
  expect(differences).toEqual(['line 2: payment d1 has another amount, currency']);
  expect([await itemOf('d1'), await itemOf('d2')]).toEqual(before);
});

const intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
const dueAt = '2026-12-01T11:00:00.000Z';
const atImport = new Date(now).toISOString();
const dispute: Dispute = {
  id: 'dp_1',
  status: 'open',
  amount: readMoney('10.99'),
  reason: undefined,
  evidenceDueBy: undefined,
  openedAt: '2026-11-22T11:00:00.000Z',
  escalated: true,
};

it.each<[string, Payment, string | undefined]>([
  ['an authorization, at its import', authorizedPayment({ intent }), atImport],
  ['an authorization, when its row says', authorizedPayment({ intent, dueAt }), dueAt],
  ['an authorization without an intent, never', authorizedPayment(), undefined],
  [
    'an authorization of the simulated processor, never',
    authorizedPayment({ intent: { processor: 'simulated', account: '', id: 'pay:p:0' } }),
    undefined,
  ],
  ['a refund on its way, at its import', payment({ intent, refunds: refundsOf(pendingRefund()) }), atImport],
  ['an open dispute, at its import', payment({ intent, disputes: { dp_1: dispute } }), atImport],
  [
    'a dispute that was won, never',
    payment({ intent, disputes: { dp_1: { ...dispute, status: 'won', closedAt: dueAt } } }),
    undefined,
  ],
  ['a completed payment, never', payment({ intent }), undefined],
])('the processor is asked about %s', async (_what, one, expected) => {
  await emptyTable(client, tableName);
  await importFile([{ ...one, id: 'due' }]);
  expect((await itemOf('due')).due_at).toBe(expected);
});

it('an authorization that gets its intent by a later import is due then', async () => {
  await emptyTable(client, tableName);
  const imported = { id: 'a1', settledBy: importer };
  await importFile([authorizedPayment(imported)]);
  expect((await itemOf('a1')).due_at).toBeUndefined();
  const counts = await importPayments(rows([authorizedPayment({ ...imported, intent })]), {
    ...options(),
    addIntents: true,
  });
  expect(counts).toMatchObject({ intentsAdded: 1 });
  expect(await itemOf('a1')).toMatchObject({ intent, due_at: atImport });
});
