import { afterEach, beforeEach, expect, it } from 'vitest';
import { reconcileReport } from '../../src/commands/reconcile-report.ts';
import type { Currency } from '../../src/domain/currency.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { events } from '../../src/store/events.ts';
import { journal } from '../../src/store/journal.ts';
import { places } from '../../src/store/places.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';
import { reconcileReport as reconcileByTool } from '../../tools/data/reconcile-settlement.ts';
import { simulatedSettlement } from '../../tools/data/simulated-settlement.ts';
import { casesOf } from '../support/cases.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';
import { seeded } from '../support/random.ts';
import { settledOn, somePayment } from '../support/settled-payments.ts';

let engine: LedgerEngine;
beforeEach(async () => {
  engine = await LedgerEngine.started();
});
afterEach(() => engine[Symbol.asyncDispose]());

const now = Date.parse('2026-11-22T12:00:00.000Z');
const processor = 'simulated';

/** Payments with the rows that lead to them, and the report of their processor with rows dropped, repeated and altered. */
async function keepPayments(): Promise<readonly SettlementRow[]> {
  const [random, faults] = [seeded(11), seeded(7)];
  const payments = Array.from({ length: casesOf({ all: 40, few: 10 }) }, (_, index) => somePayment(index, random));
  const { keep } = places(engine.io());
  for (const one of payments) {
    await engine.keep(one);
    const to = { createdAt: one.createdAt, paymentId: one.id };
    await keep({ by: 'reference', value: one.decision.reference, ...to });
    for (const id of Object.keys(one.refunds)) await keep({ by: 'refund', value: id, ...to });
  }
  const rows = await simulatedSettlement(payments, { today: settledOn, payOutToday: true });
  return rows.flatMap((row): SettlementRow[] => {
    const altered = { ...row, amount: { ...row.amount, minor: row.amount.minor + 1n } };
    const nameless = { ...row, reference: undefined };
    const renamed = { ...row, reference: `pi_${row.reference}` };
    const again = [row, { ...row, id: `${row.id}-again` }];
    const changed = [again, [altered], row.refundId ? [nameless] : [row], row.refundId ? [renamed] : again];
    return row.kind !== 'payout' && faults.whole(4) === 0 ? faults.pick(changed) : [row];
  });
}

const byTool = (rows: readonly SettlementRow[]) =>
  reconcileByTool(rows, {
    client: engine.client,
    tables: engine.tables,
    processor,
    indexShards: 1,
    missingAfterDays: 0,
    now,
  });
const byRequest = (rows: readonly SettlementRow[]) => {
  const io = { ...engine.io(), now: () => now };
  const services = { settlementRows: settlementRows(io), events: events(io), places: places(io), journal: journal(io) };
  return reconcileReport(rows, { processor, missingAfterDays: 0 }, { ...services, io });
};
const state = async () => [await engine.items(engine.tables.events), await engine.items(engine.tables.projections)];

it('requests with parts of a report, in any order, come to the state and the breaks of the tool with all of it', async () => {
  const rows = await keepPayments();
  const { breaks, outcomes } = await byTool(rows);
  const once = await state();
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['amount_differs', 'duplicate', 'matched', 'posted']));
  await engine[Symbol.asyncDispose]();

  engine = await LedgerEngine.started();
  await keepPayments();
  const shuffled = rows.toSorted(({ id: one }, { id: other }) => (one.slice(6) < other.slice(6) ? -1 : 1));
  const most = Math.floor(rows.length * 0.6);
  await byRequest(shuffled.slice(most));
  await byRequest(shuffled.slice(0, most));
  const last = await byRequest(shuffled);
  expect(last).toMatchObject({ rows: { stored: 0, known: rows.length }, posted: 0, outcomes, breaks });
  expect(await state()).toEqual(once);
  // The tool finds nothing left to do after requests.
  expect(await byTool(rows)).toMatchObject({ posted: 0, breaks });
  expect(await state()).toEqual(once);
});

it('a request finds rows and resolved breaks that an earlier release kept, once the tool has run', async () => {
  await keepPayments();
  const currency = 'EUR' as Currency;
  const row: SettlementRow = {
    id: 'txn_odd',
    kind: 'charge',
    reference: 'PAY-odd',
    refundId: undefined,
    amount: { minor: 100n, currency },
    settled: { minor: 100n, currency },
    feeMinor: 0n,
    at: '2026-11-21T12:00:00.000Z',
    payoutId: undefined,
  };
  const again = { ...row, id: 'txn_again' };
  await byRequest([row]);
  const table = engine.tables.events;
  const copies = Object.values(await engine.items(table)).filter(({ id }) => String(id).startsWith('rows#'));
  expect(copies).toHaveLength(1);
  for (const { id, sort } of copies) await engine.remove(table, { id, sort });
  await byTool([]);
  expect((await byRequest([again])).breaks.map(({ id }) => id)).toEqual(['row:txn_again', 'row:txn_odd']);
});
