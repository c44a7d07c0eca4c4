import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { mostFailedRefunds } from '../../src/domain/refund-limits.ts';
import { archiveId } from '../../src/store/archived-refund-item.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { importPayments } from '../../tools/data/import-payments.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';
import { payment } from '../support/payments.ts';
import { failedRefund } from '../support/stream.ts';

const tableName = 'payments';
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

async function* rows() {
  yield { line: 2, payment: exported, identity: 'key' as const };
}
const importFile = () =>
  importPayments(rows(), {
    client,
    tableName,
    indexShards: 1,
    onBad(wrong) {
      throw new Error(wrong);
    },
  });

async function archived(): Promise<Item> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: marshalled({ id: archiveId('r0') }), ConsistentRead: true }),
  );
  return Item === undefined ? {} : unmarshalled(Item);
}

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
