import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { disputeStatuses } from '../../src/domain/dispute.ts';
import { move } from '../../src/domain/ledger.ts';
import { importer } from '../../src/domain/payment.ts';
import type { Reconciliation } from '../../src/domain/reconciliation-result.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { journal } from '../../src/store/journal.ts';
import { settlementItemOf } from '../../src/store/settlement-item.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';
import { storedBalances } from '../../tools/data/ledger-items.ts';
import { keptRow, reconcileReport } from '../../tools/data/reconcile-settlement.ts';
import { simulatedSettlement, storedPayments } from '../../tools/data/simulated-settlement.ts';
import { putIfAbsent } from '../../tools/data/write-entries.ts';
import { casesOf } from '../support/cases.ts';
import { dispute } from '../support/disputes.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';
import { payment } from '../support/payments.ts';
import { seeded } from '../support/random.ts';
import { isFeeTold, settledOn, somePayment } from '../support/settled-payments.ts';
import { settlementRow } from '../support/settlement.ts';
import { refund, refundsOf } from '../support/stream.ts';

let engine: LedgerEngine;
beforeEach(async () => {
  engine = await LedgerEngine.started();
});
afterEach(() => engine[Symbol.asyncDispose]());

async function keepPayments(count: number, { from = 0, payOutToday = true } = {}): Promise<SettlementRow[]> {
  const random = seeded(11);
  for (let index = 0; index < count; index++) {
    const one = somePayment(index, random);
    if (index >= from) await engine.keep(one);
  }
  const reported = (id: string) => keptRow('simulated', id, engine);
  const options = { today: settledOn, payOutToday, reported };
  return simulatedSettlement(storedPayments(engine.client, engine.tables.payments), options);
}

const reconcile = (rows: readonly SettlementRow[], processor = 'simulated'): Promise<Reconciliation> =>
  reconcileReport(rows, {
    client: engine.client,
    tables: engine.tables,
    processor,
    indexShards: 1,
    missingAfterDays: 0,
    now: Date.parse('2026-11-22T12:00:00.000Z'),
  });
const receivable = async () =>
  (await storedBalances(engine.client, engine.tables.projections))
    .filter(({ account }) => account === 'processor_receivable')
    .map(({ minor }) => minor);
const balanceOf = async (account: string) =>
  (await storedBalances(engine.client, engine.tables.projections))
    .filter((one) => one.account === account)
    .reduce((sum, { minor }) => sum + minor, 0n);
const state = async () => [await engine.items(engine.tables.events), await engine.items(engine.tables.projections)];
const isPayout = ({ kind }: SettlementRow) => kind === 'payout';

describe("the processor's own report", () => {
  it('has no breaks, and leaves nothing in the receivable, whether a fee was posted with its event or is posted by its row', async () => {
    const rows = await keepPayments(casesOf({ all: 120, few: 16 }));
    const { breaks, changed, posted, outcomes } = await reconcile(rows);
    expect({ breaks, changed }).toEqual({ breaks: [], changed: [] });
    expect(Object.keys(outcomes)).toEqual(['matched', 'posted']);
    const isPosted = ({ reference = '' }: SettlementRow) => isFeeTold(Number(reference.replace('PAY-', '')));
    const hasNewFee = (row: SettlementRow) => row.feeMinor !== 0n && !isPosted(row);
    expect(posted).toBe(rows.filter((row) => isPayout(row) || hasNewFee(row)).length);
    const charged = rows.reduce((sum, { feeMinor }) => sum + feeMinor, 0n);
    expect(await balanceOf('fees')).toBe(charged);
    expect(await receivable()).toEqual([0n, 0n, 0n]);
  });

  it('pays out again what came after a payout of the same day, and what was paid out stays as it is', async () => {
    const first = await keepPayments(6);
    await reconcile(first);
    const waiting = await keepPayments(12, { from: 6, payOutToday: false });
    expect(waiting.filter(isPayout)).toEqual(first.filter(isPayout));
    expect((await reconcile(waiting)).changed).toEqual([]);
    expect((await receivable()).some((minor) => minor > 0n)).toBe(true);
    const second = await keepPayments(0);
    const { changed, breaks } = await reconcile(second);
    expect({ changed, breaks }).toEqual({ changed: [], breaks: [] });
    expect(await receivable()).toEqual([0n, 0n, 0n]);
    expect(await keepPayments(0)).toEqual(second);
    for (const { id, settled } of second.filter(isPayout)) {
      const paid = second.filter((row) => row.payoutId === id && !isPayout(row));
      expect(paid.reduce((sum, row) => sum + row.settled.minor - row.feeMinor, 0n)).toBe(-settled.minor);
    }
  });

  it.each(disputeStatuses)('has the rows of a dispute that is %s', async (status) => {
    const one = dispute(status);
    await engine.keep(payment({ disputes: { [one.id]: one } }));
    const { breaks, changed } = await reconcile(await keepPayments(0));
    expect({ breaks, changed }).toEqual({ breaks: [], changed: [] });
    expect(await receivable()).toEqual([0n]);
  });

  it('has a refund that was made here of an imported payment, and nothing else of that payment', async () => {
    const [before, here] = [refund({ id: 'r0', settledBy: importer }), refund({ id: 'r1' })];
    await engine.keep(payment({ settledBy: importer, refunds: refundsOf(before, here), refundedMinor: 200n }));
    const rows = await keepPayments(0);
    expect(rows.map(({ kind, refundId, amount }) => [kind, refundId, amount.minor])).toEqual([
      ['refund', 'r1', -100n],
      ['payout', undefined, 100n],
    ]);
    expect((await reconcile(rows)).outcomes).toEqual({ matched: 1, posted: 1 });
  });

  it('comes to the same state twice, split, reordered and interrupted', async () => {
    const payments = casesOf({ all: 60, few: 10 });
    const rows = await keepPayments(payments);
    await reconcile(rows);
    const once = await state();
    expect((await reconcile(rows)).posted).toBe(0);
    expect(await state()).toEqual(once);
    await engine[Symbol.asyncDispose]();

    engine = await LedgerEngine.started();
    await keepPayments(payments);
    const shuffled = rows.toSorted(({ id: one }, { id: other }) => (one.slice(6) < other.slice(6) ? -1 : 1));
    await reconcile(shuffled.slice(Math.floor(rows.length * 0.4)));
    const calls = engine.client.send.bind(engine.client);
    let left = payments / 2;
    engine.client.send = ((...args: Parameters<typeof calls>) =>
      left-- > 0 ? calls(...args) : Promise.reject(new Error('killed'))) as typeof calls;
    await expect(reconcile(shuffled)).rejects.toThrow('killed');
    engine.client.send = calls;
    await reconcile(shuffled.slice(0, Math.ceil(rows.length * 0.9)));
    expect(await state()).toEqual(once);
  });

  it('with rows dropped, duplicated or altered has exactly those breaks', async () => {
    const random = seeded(5);
    const wanted: string[] = [];
    const payments = casesOf({ all: 150, few: 32 });
    // The fewer payments, the more of them are altered.
    const oneIn = Math.floor(payments / 4);
    const rows = (await keepPayments(payments)).flatMap((row): SettlementRow[] => {
      if (isPayout(row) || random.whole(oneIn) > 0) return [row];
      const amount = { ...row.amount, minor: row.amount.minor + 100_000n };
      switch (random.whole(3)) {
        case 0:
          wanted.push(`missing_at_processor ${row.reference}`);
          return [];
        case 1:
          wanted.push(`duplicate ${row.reference}`);
          return [row, { ...row, id: `${row.id}-again`, feeMinor: 0n }];
        default:
          wanted.push(`amount_differs ${row.reference}`);
          return [{ ...row, amount, settled: amount }];
      }
    });
    const { breaks } = await reconcile(rows);
    expect(wanted.length).toBeGreaterThan(3);
    const found = breaks.map(({ outcome, reference }) => `${outcome} ${reference}`);
    expect(new Set(found)).toEqual(new Set(wanted));
    expect(found).toHaveLength(wanted.length);
  });

  it('names a fee that is not the one of its event, posts neither again, and leaves the difference', async () => {
    const rows = await keepPayments(4);
    const altered = rows.map((row) =>
      row.reference === 'PAY-0' && row.kind === 'charge' ? { ...row, feeMinor: row.feeMinor + 5n } : row,
    );
    const before = await balanceOf('fees');
    const { breaks } = await reconcile(altered);
    expect(breaks.map(({ outcome, reference, difference: [left] }) => [outcome, reference, left?.minor])).toEqual([
      ['fee_differs', 'PAY-0', 5n],
    ]);
    const ofOthers = rows.filter(({ reference }) => reference === 'PAY-1' || reference === 'PAY-3');
    expect(await balanceOf('fees')).toBe(before + ofOthers.reduce((sum, { feeMinor }) => sum + feeMinor, 0n));
  });

  it('names a row that comes again with another content, and keeps the first', async () => {
    const [first, ...rows] = await keepPayments(3);
    if (first === undefined) throw new Error('no rows');
    await reconcile([first, ...rows]);
    const before = await state();
    const { changed } = await reconcile([{ ...first, feeMinor: first.feeMinor + 1n }]);
    expect(changed).toEqual([first.id]);
    expect(await state()).toEqual(before);
  });

  it('names no row that has its payout only in a later report, and one that moves to another payout', async () => {
    const rows = await keepPayments(3);
    await reconcile(rows.flatMap((row) => (isPayout(row) ? [] : [{ ...row, payoutId: undefined }])));
    expect((await reconcile(rows)).changed).toEqual([]);
    const payout = rows.filter(isPayout).slice(0, 1);
    expect((await reconcile(payout.map((row) => ({ ...row, payoutId: 'po_other' })))).changed).toEqual([payout[0]?.id]);
  });

  it('is compared although a row of an earlier upload has a kind that this release does not know', async () => {
    const rows = await keepPayments(2);
    const { kind: _kind, ...row } = settlementItemOf('simulated', { ...(rows[0] as SettlementRow), id: 'txn_odd' });
    await putIfAbsent(row, engine);
    await putIfAbsent({ ...row, id: `${row.id}2`, kind: 'loan' }, engine);
    const { breaks } = await reconcile(rows);
    expect(breaks.map(({ id, kind }) => [id, kind])).toEqual([
      ['row:txn_odd', 'other'],
      ['row:txn_odd2', 'other'],
    ]);
  });

  it('of Stripe posts payouts from a report of their own, and names those that no report has', async () => {
    const eur = (minor: bigint) => ({ minor, currency: 'EUR' as Currency });
    const row = { kind: 'fee', amount: eur(-90n), settled: eur(-90n), at: '2026-11-20T12:00:00.000Z' } as const;
    const fee = settlementRow({ ...row, reference: undefined, feeMinor: 0n });
    expect(await reconcile([fee], 'stripe')).toMatchObject({ posted: 1, breaks: [], missingPayouts: ['po_1'] });
    const payout = settlementRow({ ...fee, id: 'txn_9', kind: 'payout', amount: eur(90n), settled: eur(90n) });
    expect(await reconcile([payout], 'stripe')).toMatchObject({ posted: 1, missingPayouts: [] });
    expect([await receivable(), await balanceOf('payouts')]).toEqual([[0n], -90n]);
  });

  it('has no break that a person resolved by a correction with a reason', async () => {
    const rows = await keepPayments(5);
    const unknown: SettlementRow = { ...(rows[0] as SettlementRow), id: 'txn_odd', reference: 'PAY-odd', feeMinor: 0n };
    expect((await reconcile([...rows, unknown])).breaks.map(({ id }) => id)).toEqual(['row:txn_odd']);
    const at = '2026-11-21T12:00:00.000Z';
    await journal(engine.io()).post({
      id: 'correction:1',
      type: 'correction',
      at,
      postedAt: undefined,
      paymentId: undefined,
      lines: move('clearing', 'processor_receivable', unknown.amount),
      reason: 'charged by the support team in the dashboard',
      resolves: 'row:txn_odd',
    });
    expect((await reconcile(rows)).breaks).toEqual([]);
  });

  it('has a break for a correction of an event whose row has come since, until one resolves that', async () => {
    const rows = await keepPayments(1);
    const [missing] = (await reconcile([])).breaks;
    if (missing === undefined) throw new Error('nothing is missing');
    const correct = (id: string, resolves: string) =>
      journal(engine.io()).post({
        id,
        type: 'correction',
        at: '2026-11-21T12:00:00.000Z',
        postedAt: undefined,
        paymentId: undefined,
        lines: [],
        reason: 'a test',
        resolves,
      });
    await correct('correction:1', missing.id);
    expect((await reconcile([])).breaks.map(({ id }) => id)).not.toContain(missing.id);
    expect((await reconcile(rows)).breaks).toMatchObject([
      { id: `corrected:${missing.id}`, outcome: 'corrected_and_matched', kind: missing.kind, difference: [] },
    ]);
    await correct('correction:2', `corrected:${missing.id}`);
    expect((await reconcile(rows)).breaks).toEqual([]);
  });

  it.each([
    ['that named the processor', 'simulated', ['row:txn_odd']],
    ['of an earlier release, which did not keep the processor', undefined, []],
  ])('has the breaks of another processor with the same row id after a correction %s', async (_what, named, left) => {
    const rows = await keepPayments(1);
    const unknown: SettlementRow = { ...(rows[0] as SettlementRow), id: 'txn_odd', reference: 'PAY-odd' };
    await journal(engine.io()).post({
      id: 'correction:1',
      type: 'correction',
      at: '2026-11-21T12:00:00.000Z',
      postedAt: undefined,
      paymentId: undefined,
      lines: move('clearing', 'processor_receivable', unknown.amount),
      reason: 'charged by the support team in the dashboard',
      resolves: 'row:txn_odd',
      processor: named,
    });
    const breaksOf = async (processor: string) =>
      (await reconcile([...rows, unknown], processor)).breaks.map(({ id }) => id).filter((id) => id === 'row:txn_odd');
    expect([await breaksOf('simulated'), await breaksOf('mollie')]).toEqual([[], left]);
    const isResolved = (processor: string) => settlementRows(engine.io()).isResolved(processor, 'row:txn_odd');
    expect([await isResolved('simulated'), await isResolved('mollie')]).toEqual([true, named === undefined]);
  });

  it('of another processor expects nothing of this one', async () => {
    await keepPayments(3);
    const options = {
      client: engine.client,
      tables: engine.tables,
      indexShards: 1,
      missingAfterDays: 0,
      now: Date.now(),
    };
    expect((await reconcileReport([], { ...options, processor: 'stripe' })).breaks).toEqual([]);
  });
});
