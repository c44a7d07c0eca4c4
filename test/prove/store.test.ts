import { describe, expect, it } from 'vitest';
import { simulate } from '../../prove/simulation/simulation.ts';
import { SimulatedStore } from '../../prove/simulation/store.ts';
import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactWriteItems,
  UpdateItem,
} from '../../src/runtime/operations.ts';
import { casesOf } from '../support/cases.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { MemoryDynamo, type Operation as MemoryOperation } from '../support/memory-dynamo.ts';
import { paymentsTable } from '../support/world.ts';

const TableName = paymentsTable;
const seeds = casesOf({ all: 40, few: 6 });

describe('the simulated store', () => {
  it('answers every operation that runs sent as the store of the other tests does', async () => {
    const sent: Operation[] = [];
    const rewrite = (operation: Operation) => {
      sent.push(operation);
      return operation;
    };
    for (let seed = 1; seed <= seeds; seed++)
      await simulate(seed, { mutant: { name: 'none', what: 'only listens', rewrite } });
    const [simulated, memory] = [new SimulatedStore(), new MemoryDynamo()];
    const operations = sent.filter(
      (one) => (one.input as { TableName?: string }).TableName === TableName,
    ) as MemoryOperation[];
    expect(operations.length).toBeGreaterThan(25 * seeds);
    for (const operation of operations) {
      const wanted = await memory.send(operation as never).catch((error: unknown) => error);
      expect(outcome(() => simulated.apply(operation))).toEqual(wanted);
    }
    const ids = new Set(
      operations.map(({ input }) =>
        String(('Item' in input ? input.Item : (input as { Key?: { id?: string } }).Key)?.id),
      ),
    );
    for (const id of ids) expect(simulated.item(TableName, id)).toEqual(memory.item(TableName, id));
  });

  it('changes all of a transaction or nothing, and says which condition failed', () => {
    const store = new SimulatedStore();
    store.keep(TableName, { id: 'a', n: 1 });
    const once = { Put: { TableName, Item: { id: 'a' }, ConditionExpression: 'attribute_not_exists(id)' } };
    const raise = {
      Update: { TableName, Key: { id: 'b' }, UpdateExpression: 'ADD n :by', ExpressionAttributeValues: { ':by': 2n } },
    };
    const refused = outcome(() => store.apply(new TransactWriteItems({ TransactItems: [raise, once] })));
    expect(refused).toEqual(transactionCancelled(['None', 'ConditionalCheckFailed']));
    expect(store.items(TableName)).toEqual([{ id: 'a', n: 1 }]);
    store.apply(new TransactWriteItems({ TransactItems: [raise] }));
    expect(store.item(TableName, 'b')).toEqual({ id: 'b', n: 2 });
  });

  it('finds by partition and filter, in the order of the sort key', () => {
    const store = new SimulatedStore();
    for (const sort of ['c', 'a', 'b'])
      store.apply(new PutItem({ TableName, Item: { id: 'open', sort, since: sort } }));
    store.apply(new DeleteItem({ TableName, Key: { id: 'open', sort: 'b' } }));
    const query = {
      KeyConditionExpression: 'id = :id',
      FilterExpression: 'since < :before',
      ExpressionAttributeValues: { ':id': 'open', ':before': 'd' },
    };
    expect(store.apply(new Query({ TableName, ...query }))).toMatchObject({
      Count: 2,
      Items: [{ sort: 'a' }, { sort: 'c' }],
    });
  });

  it('shows the version before to a read that is not consistent', () => {
    const store = new SimulatedStore();
    for (const n of [1, 2]) store.apply(new PutItem({ TableName, Item: { id: 'a', n } }));
    expect(store.apply(new GetItem({ TableName, Key: { id: 'a' } }))).toEqual({ Item: { id: 'a', n: 1 } });
    expect(store.apply(new GetItem({ TableName, Key: { id: 'a' }, ConsistentRead: true }))).toEqual({
      Item: { id: 'a', n: 2 },
    });
  });

  it.each([
    ['SET n = n +', 'ends too early'],
    ['SET n = :nothing', 'not in ExpressionAttributeValues'],
    ['SET #n = :by', 'not in ExpressionAttributeNames'],
    ['SET n = :by DELETE m', 'not understood'],
    ['SET deep.down = :by', 'document path'],
  ])('refuses %s', (UpdateExpression, why) => {
    const update = new UpdateItem({
      TableName,
      Key: { id: 'a' },
      UpdateExpression,
      ExpressionAttributeValues: { ':by': 1 },
    });
    expect(() => new SimulatedStore().apply(update)).toThrow(why);
  });

  it.each([
    ['n = :one AND (m = :one OR attribute_not_exists(m))', true],
    ['n = :one AND m = :one OR n > :one', false],
    ['n <= :one AND n >= :one AND NOTHING < :one', false],
    ['size(map) < :one', false],
    ['s < :one', false],
    ['n <> :one', false],
  ])('judges %s as %s', (ConditionExpression, isDone) => {
    const store = new SimulatedStore();
    store.keep(TableName, { id: 'a', n: 1, s: 'x', map: { one: 1 } });
    const put = { TableName, Item: { id: 'a' }, ConditionExpression, ExpressionAttributeValues: { ':one': 1 } };
    expect(outcome(() => store.apply(new PutItem(put))) instanceof Error).toBe(!isDone);
  });
});

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
