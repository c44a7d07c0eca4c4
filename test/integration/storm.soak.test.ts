import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { storedBalances } from '../../tools/data/ledger-items.ts';
import type { Answered } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';
import { moveClock } from '../support/move-clock.ts';
import { seeded } from '../support/random.ts';
import { readBooks, type Sums } from '../support/reconciliation.ts';
import { reconcileStorm, type SettledStorm, settledStorm } from '../support/settled-storm.ts';
import { inParallel, Storm } from '../support/storm.ts';

/** STORM=10000 is the full storm; STORM_SEED generates another one. */
const requests = Number(process.env.STORM ?? 1_000);
const seed = Number(process.env.STORM_SEED ?? 20_261_121);
const keys = requests / 10;
const kills = Math.max(2, Math.ceil(requests / 2_000));
const atATime = 64;
const random = seeded(seed);
const currencies = [
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
] as const;

const data = mkdtempSync(join(tmpdir(), 'storm-'));
let storm: Storm;
/** The expected sums of all charges and refunds. */
const charged: Record<string, bigint> = {};
const refunded: Record<string, bigint> = {};
const add = (sums: Record<string, bigint>, currency: string, minor: bigint) => {
  sums[currency] = (sums[currency] ?? 0n) + minor;
};
const sorted = (sums: Sums) => Object.fromEntries(Object.entries(sums).sort());

beforeAll(async () => {
  storm = new Storm(data);
  await storm.running;
});
afterAll(async () => {
  await storm.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Sends ten requests for each payment in random order; resolves with the answers by key. */
async function payAll(name: string): Promise<ReadonlyMap<string, readonly Answered[]>> {
  const wanted = Array.from({ length: keys }, (_, index) => {
    const [currency, digits] = random.pick(currencies);
    const minor = BigInt(1 + random.whole(99_999));
    add(charged, currency, minor);
    const text = String(minor).padStart(digits + 1, '0');
    const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    return { key: `${name}-${index}`, body: JSON.stringify({ amount, currency }) };
  });
  const all = wanted.flatMap((one) => Array.from({ length: 10 }, () => ({ one, order: random.whole(1_000_000) })));
  all.sort((first, second) => first.order - second.order);
  const answers = await inParallel(all, atATime, async ({ one: { key, body } }) => ({
    key,
    answer: await storm.post('/v1/payments', body, { 'Idempotency-Key': key }),
  }));
  const byKey = Map.groupBy(answers, ({ key }) => key);
  return new Map([...byKey].map(([key, given]) => [key, given.map(({ answer }) => answer)]));
}

function expectOnePaymentEach(answers: ReadonlyMap<string, readonly Answered[]>): void {
  expect(answers.size).toBe(keys);
  const unlike = [...answers].filter(([, given]) => new Set(given.map(({ text }) => text)).size !== 1);
  expect(unlike).toEqual([]);
  expect(new Set([...answers.values()].flat().map(({ status }) => status))).toEqual(new Set([201]));
  const ids = new Set([...answers.values()].map(([first]) => first?.json.payment_id));
  expect(ids.size).toBe(keys);
}

/** Sends concurrent refunds of a payment of 100.00; resolves with the number of each answer. */
async function refundAll(name: string, amounts: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { json } = await storm.post('/v1/payments', '{"amount":"100.00"}', { 'Idempotency-Key': name });
  add(charged, 'USD', 10_000n);
  const answers = await inParallel([...amounts.entries()], amounts.length, ([index, amount]) =>
    storm.post(
      `/v1/payments/${json.payment_id}/refund`,
      JSON.stringify({ amount, idempotency_key: `${name}-${index}` }),
    ),
  );
  const done = answers.filter(({ status }) => status === 200);
  for (const { json } of done) add(refunded, 'USD', BigInt(Math.round(100 * Number(json.refund_amount))));
  const byAnswer = Map.groupBy(answers, ({ status, json }) => `${status} ${json.code ?? json.refund_status}`);
  return Object.fromEntries([...byAnswer].map(([answer, given]) => [answer, given.length]));
}

const halfOf200 = { '200 SUCCESS': 100, '400 refund_exceeds_remaining': 100 };
const ofOne = Array.from({ length: 200 }, () => '1.00');

describe('in a storm of concurrent requests', () => {
  it(`${requests} requests with ${keys} keys create ${keys} payments, and each key gets the same bytes`, async () => {
    const answers = await payAll('calm');
    expectOnePaymentEach(answers);
    const replayed = [...answers.values()].flat().filter(({ headers }) => headers.has('idempotent-replayed'));
    expect(replayed).toHaveLength(requests - keys);
    console.log(`${requests} requests; ${storm.postponed} were told to come back`);
  });

  it('exactly 100 of 200 concurrent refunds of 1.00 succeed on a payment of 100.00', async () => {
    expect(await refundAll('refunds', ofOne)).toEqual(halfOf200);
  });

  it('exactly one of two concurrent refunds of 60.00 succeeds on a payment of 100.00', async () => {
    expect(await refundAll('sixty', ['60.00', '60.00'])).toEqual({
      '200 SUCCESS': 1,
      '400 refund_exceeds_remaining': 1,
    });
  });

  it(`${requests} requests create ${keys} payments, and 100 of 200 refunds succeed, although the service is killed ${kills} times`, async () => {
    const before = storm.answered;
    const killing = (async () => {
      for (let kill = 1; kill <= kills; kill++) {
        const enough = Math.floor((requests * kill) / (kills + 2)) + random.whole(requests / 20);
        await eventually(() => expect(storm.answered - before).toBeGreaterThan(enough), 1_200_000);
        await storm.kill();
      }
    })();
    const [answers, refunds] = await Promise.all([payAll('killed'), refundAll('killed-refunds', ofOne)]);
    await killing;
    expectOnePaymentEach(answers);
    expect(refunds).toEqual(halfOf200);
    expect(storm.broken).toBeGreaterThan(0);
    console.log(`${storm.kills} kills, ${storm.broken} broken requests, ${storm.postponed} told to come back`);
  });
});

it('table, refunds, metrics and notifications agree to the last minor unit afterwards', async () => {
  const running = await storm.running;
  // Deliveries that failed while the receiver was dead are due again within minutes.
  await moveClock(running.url, '1h');
  const books = await readBooks(running);
  expect(books.payments.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(books.payments).toHaveLength(2 * keys + 3);
  expect(books.table).toEqual({ charged: sorted(charged), refunded: sorted(refunded) });
  expect(books.refunds).toEqual(books.table.refunded);
  expect(books.metrics).toEqual(books.table);
  expect(books.notifications).toEqual(books.table);
  console.log(`${books.payments.length} payments:`, books.table, `${books.repeated} notifications were told again`);
});

describe("the processor's own report of the storm", () => {
  let settled: SettledStorm;
  beforeAll(async () => {
    settled = await settledStorm(await storm.running);
  });
  afterAll(() => settled.client.destroy());

  it('with 1 % of its rows dropped, duplicated or altered has exactly those breaks', async () => {
    // On a copy of the books, because rows that were read once stay.
    await using copy = await LedgerEngine.started();
    for (const [table, items] of Object.entries(settled.items)) {
      for (const Item of items) await copy.client.send(new PutItemCommand({ TableName: table, Item }));
    }
    const wanted: string[] = [];
    const rows = settled.rows.flatMap((row, index): SettlementRow[] => {
      if (row.kind === 'payout' || index % 100 !== 50) return [row];
      const amount = { ...row.amount, minor: row.amount.minor + 1n };
      switch (wanted.length % 3) {
        case 0:
          wanted.push(`missing_at_processor ${row.reference} ${row.kind}`);
          return [];
        case 1:
          wanted.push(`duplicate ${row.reference} ${row.kind}`);
          return [row, { ...row, id: `${row.id}-again`, feeMinor: 0n }];
        default:
          wanted.push(`amount_differs ${row.reference} ${row.kind}`);
          return [{ ...row, amount, settled: amount }];
      }
    });
    const { breaks } = await reconcileStorm(rows, copy);
    expect(wanted.length).toBeGreaterThan(1);
    expect(breaks.map(({ outcome, reference, kind }) => `${outcome} ${reference} ${kind}`).sort(byText)).toEqual(
      wanted.sort(byText),
    );
    console.log(`${rows.length} rows with ${wanted.length} breaks: ${wanted.join(', ')}`);
  });

  it('has no breaks, leaves nothing in the receivable, and changes nothing when it comes again', async () => {
    const { breaks, changed, outcomes } = await reconcileStorm(settled.rows, settled);
    expect([breaks, changed]).toEqual([[], []]);
    expect(Object.keys(outcomes)).toEqual(['matched', 'posted']);
    const balances = await storedBalances(settled.client, settled.tables.projections);
    const receivable = balances.filter(({ account }) => account === 'processor_receivable');
    expect(receivable.map(({ minor }) => minor)).toEqual(currencies.map(() => 0n));
    expect(await reconcileStorm(settled.rows, settled)).toMatchObject({ posted: 0, rows: { stored: 0 }, breaks: [] });
  });
});

const byText = (one: string, other: string) => (one < other ? -1 : 1);
