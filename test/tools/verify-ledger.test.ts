import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealDays } from '../../src/commands/seal-days.ts';
import { merkleRoot } from '../../src/domain/merkle.ts';
import { leafOf, leafPrefixesOf } from '../../src/domain/seal.ts';
import { type Item, marshalled } from '../../src/store/item.ts';
import { entryItemOf } from '../../src/store/journal-item.ts';
import { sealItemOf } from '../../src/store/seal-item.ts';
import { seals } from '../../src/store/seals.ts';
import { eventTableItems } from '../../tools/data/ledger-items.ts';
import { countLedger, repairBalances } from '../../tools/data/repair-balances.ts';
import { type LedgerProblem, verifyLedger } from '../../tools/data/verify-ledger.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';
import { payment } from '../support/payments.ts';

const day = 86_400_000;
let engine: LedgerEngine;
beforeEach(async () => {
  engine = await LedgerEngine.started();
  // One payment on each of three days, three on the last of them.
  for (let index = 0; index < 3; index++) {
    await keep(`p${index}`);
    engine.world.clock.advance(day);
  }
  for (const id of ['q1', 'q2']) await keep(id, -day);
  engine.world.clock.advance(2 * day);
  const io = engine.io();
  await sealDays({ seals: seals(io), io: { now: () => engine.world.clock.now() - 3 * day } });
  await sealDays({ seals: seals(io), io });
});
afterEach(() => engine[Symbol.asyncDispose]());

const keep = (id: string, ms = 0) =>
  engine.keep(payment({ id, settledAt: new Date(engine.world.clock.now() + ms).toISOString() }));
const verified = () => verifyLedger(eventTableItems(engine.client, engine.tables.events));
const lastDay = '2026-11-23';
/** Its day is empty. */
const lastSeal = '2026-11-24';
const put = (item: Item) =>
  engine.client.send(new PutItemCommand({ TableName: engine.tables.events, Item: marshalled(item) }));
const itemOf = async (key: string): Promise<Item> => (await engine.items(engine.tables.events))[key] as Item;

const noSeal = { day: lastDay, problem: 'its day is sealed, and no seal has it' };
const elsewhere = { problem: 'it is not in the day of its posting' };
const sealAlone = '2026-11-24 there is no seal, and other partitions of the day have one';
const entryItem = (index: number): Item =>
  entryItemOf(
    {
      id: `correction:${String(index).padStart(5, '0')}`,
      type: 'correction',
      at: `${lastDay}T10:00:00.000Z`,
      postedAt: undefined,
      paymentId: undefined,
      lines: [],
      reason: 'none',
      resolves: undefined,
    },
    1,
  );

describe('npm run ledger -- verify', () => {
  it('finds nothing in a ledger as it was sealed', async () => {
    const { problems, entries, days, sealedTo } = await verified();
    expect({ problems, entries, days, sealedTo }).toEqual({ problems: [], entries: 5, days: 4, sealedTo: lastSeal });
  });

  it.each<[string, (item: Item) => Item]>([
    ['one byte of its body', (item) => ({ ...item, body: String(item.body).replace('10.99', '10.98') })],
    ['its time', (item) => ({ ...item, at: String(item.at).replace('.000Z', '.001Z') })],
    ['a new attribute', (item) => ({ ...item, note: 'x' })],
  ])('names the day and the item of a change: %s', async (_what, change) => {
    await put(change(await itemOf('q1 payment.completed#0')));
    expect((await verified()).problems).toEqual<LedgerProblem[]>([
      { day: lastDay, shard: 0, item: 'q1 payment.completed#0', problem: 'it is not as it was sealed' },
    ]);
  });

  it('names an item that was added to a sealed day', async () => {
    const item = await itemOf('q1 payment.completed#0');
    await put({ ...item, id: 'q9', time_sort: `${item.time_sort}9` });
    expect((await verified()).problems).toEqual([
      { day: lastDay, shard: 0, item: 'q9 payment.completed#0', problem: 'it is not as it was sealed' },
    ]);
  });

  it('tells how many items of a sealed day are missing', async () => {
    const items = Object.values(await engine.items(engine.tables.events)).filter(({ id }) => id !== 'q2');
    expect((await verifyLedger(items)).problems).toEqual([{ day: lastDay, shard: 0, problem: 'items are missing: 1' }]);
  });

  it('finds a seal that was made anew over changed entries, because the next one continues the old', async () => {
    const items = Object.values(await engine.items(engine.tables.events));
    const forged = items.map((item) => (item.sort === '2026-11-22' ? { ...item, count: 0, root: 'e3b0' } : item));
    const found = (await verifyLedger(forged)).problems.map(({ day, problem }) => `${day} ${problem}`);
    expect(found).toContain('2026-11-23 its seal does not continue the seal before it');
  });

  it('finds a day without a seal', async () => {
    const items = Object.values(await engine.items(engine.tables.events)).filter(({ sort }) => sort !== '2026-11-22');
    const found = (await verifyLedger(items)).problems.map(({ problem }) => problem);
    expect(found).toContain('there is no seal between 2026-11-21 and this day');
  });

  it('finds lines that do not sum to zero', async () => {
    const item = await itemOf('q1 payment.completed#0');
    const [[account, currency] = []] = item.lines as [string, string, number][];
    await put({ ...item, lines: [[account, currency, 1], ...(item.lines as unknown[]).slice(1)] });
    expect((await verified()).problems).toContainEqual({
      item: 'q1 payment.completed#0',
      problem: 'its lines do not sum to zero',
    });
  });

  it.each<[string, (item: Item) => Item, Omit<LedgerProblem, 'item'>]>([
    ['in a partition that no seal is about', (item) => ({ ...item, day: `${lastDay}#7` }), noSeal],
    ['in no day', ({ day: _day, time_sort: _position, ...item }) => item, elsewhere],
    ['in a day before all seals', (item) => ({ ...item, day: '2026-11-19#0' }), elsewhere],
  ])('names an entry that was added where it would be in no seal: %s', async (_what, move, problem) => {
    await put(move({ ...(await itemOf('q1 payment.completed#0')), id: 'q9' }));
    expect((await verified()).problems).toEqual([{ item: 'q9 payment.completed#0', ...problem }]);
  });

  it.each<[string, (seal: Item) => Item, string]>([
    ['has no root', ({ root: _root, ...seal }) => seal, 'seal#0 2026-11-24 it cannot be read'],
    ['is of no day', (seal) => ({ ...seal, sort: 'soon' }), 'seal#0 soon it cannot be read'],
    [
      'is of a partition without a number',
      (seal) => ({ ...seal, id: 'seal#x' }),
      'seal#x 2026-11-24 it cannot be read',
    ],
    ['has another count', (seal) => ({ ...seal, count: 4 }), '2026-11-24 its seal has another number of items'],
    [
      'has other sums',
      (seal) => ({ ...seal, sums: [{ account: 'fees', currency: 'USD', minor: 1 }] }),
      '2026-11-24 the sums in its seal are not those of its entries',
    ],
    ['is of the last partition alone', (seal) => ({ ...seal, id: 'seal#1' }), sealAlone],
  ])('finds a last seal that %s', async (_what, change, problem) => {
    const items = Object.entries(await engine.items(engine.tables.events));
    const forged = items.map(([key, item]) => (key === `seal#0 ${lastSeal}` ? change(item) : item));
    const found = (await verifyLedger(forged)).problems.map((one) => `${one.item ?? one.day} ${one.problem}`);
    expect(found).toContain(problem);
  });

  it('names the items that changed in a day, although one of them is missing', async () => {
    const items = Array.from({ length: 300 }, (_, index) => entryItem(index));
    const leaves = items.map(leafOf);
    const tree = { root: merkleRoot(leaves).toString('hex'), leafPrefixes: leafPrefixesOf(leaves, 1) };
    const seal = { day: lastDay, shard: 0, count: items.length, sums: [], previous: undefined, sealedAt: lastDay };
    const changed = items.slice(1).map((item, index) => (index < 3 ? { ...item, reason: 'changed' } : item));
    const { problems } = await verifyLedger([...changed, sealItemOf({ ...seal, ...tree })]);
    expect(problems.map(({ item }) => item)).toEqual([
      ...changed.slice(0, 3).map(({ id }) => `${id} entry`),
      undefined,
    ]);
  });

  const damage = () =>
    engine.client.send(
      new PutItemCommand({
        TableName: engine.tables.projections,
        Item: marshalled({ id: 'balances#0', sort: 'sales#USD', amount: -1 }),
      }),
    );

  it('finds a balance that is off, and repairs it', async () => {
    await damage();
    const lacked = [{ account: 'sales', currency: 'USD', minor: -5494n }];
    expect((await countLedger(engine)).differences).toEqual(lacked);
    expect((await repairBalances(engine)).differences).toEqual(lacked);
    expect((await repairBalances(engine)).differences).toEqual([]);
  });

  it('repairs a balance once, also by two repairs at once', async () => {
    await damage();
    await engine.remove(engine.tables.projections, { id: 'balances#0', sort: 'processor_receivable#USD' });
    await Promise.all([repairBalances(engine), repairBalances(engine), repairBalances(engine)]);
    expect((await countLedger(engine)).differences).toEqual([]);
  });

  it('repairs nothing by entries that it cannot read', async () => {
    await damage();
    const item = await itemOf('q1 payment.completed#0');
    await put({
      ...item,
      lines: [
        ['tips', 'USD', 1],
        ['sales', 'USD', -1],
      ],
    });
    await expect(repairBalances(engine)).rejects.toThrow('1 items cannot be read by this version');
    expect((await countLedger(engine)).differences).toHaveLength(2);
  });
});
