import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealDays } from '../../src/commands/seal-days.ts';
import { type Item, marshalled } from '../../src/store/item.ts';
import { seals } from '../../src/store/seals.ts';
import { eventTableItems, storedBalances } from '../../tools/data/ledger-items.ts';
import { balanceDifferences, type LedgerProblem, verifyLedger } from '../../tools/data/verify-ledger.ts';
import { addToBalances } from '../../tools/data/write-entries.ts';
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
const put = (item: Item) =>
  engine.client.send(new PutItemCommand({ TableName: engine.tables.events, Item: marshalled(item) }));
const itemOf = async (key: string): Promise<Item> => (await engine.items(engine.tables.events))[key] as Item;

describe('npm run ledger -- verify', () => {
  it('finds nothing in a ledger as it was sealed', async () => {
    const { problems, entries, days } = await verified();
    expect({ problems, entries, days }).toEqual({ problems: [], entries: 5, days: 4 });
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

  it('finds a balance that is off, and repairs it', async () => {
    const { client, tables } = engine;
    await client.send(
      new PutItemCommand({
        TableName: tables.projections,
        Item: marshalled({ id: 'balances#0', sort: 'sales#USD', amount: -1 }),
      }),
    );
    const { recounted } = await verified();
    const differences = balanceDifferences(await storedBalances(client, tables.projections), recounted);
    expect(differences).toEqual([{ account: 'sales', currency: 'USD', minor: -5494n }]);
    await addToBalances(differences, engine);
    expect(balanceDifferences(await storedBalances(client, tables.projections), recounted)).toEqual([]);
  });
});
