import { describe, expect, it } from 'vitest';
import { breaksIn } from '../../src/domain/breaks.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { type Line, move, RunningBalances } from '../../src/domain/ledger.ts';
import type { Money } from '../../src/domain/money.ts';
import { reconcile } from '../../src/domain/reconciliation.ts';
import type { ExpectedRow, SettlementRow } from '../../src/domain/settlement.ts';
import { entriesOf } from '../../src/domain/settlement-entries.ts';
import { expectedCharge, settlementRow } from '../support/settlement.ts';

const now = Date.parse('2026-12-20T00:00:00.000Z');
const eur = (minor: bigint): Money => ({ minor, currency: 'EUR' as Currency });
const usd = (minor: bigint): Money => ({ minor, currency: 'USD' as Currency });

const payout = (minor: bigint) =>
  settlementRow({ id: 'txn_9', kind: 'payout', reference: undefined, amount: eur(-minor), feeMinor: 0n });
const charge = (but: Partial<SettlementRow> = {}) => settlementRow({ amount: eur(2500n), feeMinor: 73n, ...but });
const charged = (but: Partial<ExpectedRow> = {}) => expectedCharge({ amount: eur(2500n), ...but });
const inUsd = { amount: usd(10_000n), settled: eur(9_000n), feeMinor: 200n };
const reversal = { id: 'txn_2', kind: 'capture_reversal' } as const;
const reversalInUsd = { ...reversal, amount: usd(-4_000n), settled: eur(-3_600n), feeMinor: -80n };
const captured = charged({ amount: usd(6_000n) });

/** The lines of an event that lets a row be expected. */
const linesOfEvent = ({ amount, fee = eur(0n) }: ExpectedRow): Line[] => [
  ...move('sales', 'processor_receivable', amount),
  ...move('processor_receivable', 'fees', fee),
];

/** The balances after reports, each compared with all that came before it, and the breaks of the last. */
function booksAfter(reports: readonly (readonly SettlementRow[])[], expected: readonly ExpectedRow[]) {
  const findings = reports.map((_, last) =>
    reconcile(reports.slice(0, last + 1).flat(), expected, { now, missingAfterDays: 5 }),
  );
  const entries = findings.flat().flatMap((finding) => entriesOf(finding, { processor: 'stripe', now }));
  const once = new Map(entries.toReversed().map((entry) => [entry.id, entry]));
  const books = new RunningBalances();
  for (const one of expected) books.add(linesOfEvent(one));
  for (const { lines } of once.values()) books.add(lines);
  const of = (name: string) =>
    books
      .sorted()
      .flatMap(({ account, minor, currency }) => (account === name && minor !== 0n ? [{ currency, minor }] : []));
  return { of, breaks: breaksIn(findings.at(-1) ?? [], now) };
}

describe('the entries of a partial capture that the processor converts', () => {
  const rows = [charge(inUsd), charge(reversalInUsd), payout(5_280n)];

  it.each<[string, readonly (readonly SettlementRow[])[], ExpectedRow]>([
    ['in one report', [rows], captured],
    ['the charge before its reversal', rows.map((row) => [row]), captured],
    ['the reversal before its charge', rows.toReversed().map((row) => [row]), captured],
    ['with a fee that the event has', [rows], { ...captured, fee: eur(120n) }],
  ])('leave nothing in the receivable, whatever the order of the rows: %s', (_what, reports, expected) => {
    const { of, breaks } = booksAfter(reports, [expected]);
    expect({ left: of('processor_receivable'), clearing: of('clearing'), fees: of('fees'), breaks }).toEqual({
      left: [],
      clearing: [eur(-5_400n), usd(6_000n)],
      fees: [eur(120n)],
      breaks: [],
    });
  });
});

describe('the difference of a break', () => {
  it.each<[string, readonly SettlementRow[], readonly ExpectedRow[], readonly string[], readonly Money[]]>([
    ['an unknown row with a fee', [charge(), payout(2_427n)], [], ['unknown_to_us'], [eur(-2_427n)]],
    ['an unknown row that is converted', [charge(inUsd), payout(8_800n)], [], ['unknown_to_us'], [eur(-8_800n)]],
    [
      'an unknown partial capture that is converted',
      [charge(inUsd), charge(reversalInUsd), payout(5_280n)],
      [],
      ['unknown_to_us'],
      [eur(-5_280n)],
    ],
    [
      'a second charge whose fee is known',
      [charge(), charge({ id: 'txn_2' }), payout(4_854n)],
      [charged({ fee: eur(73n) })],
      ['duplicate'],
      [eur(-2_427n)],
    ],
    [
      'a second charge that is converted',
      [charge(inUsd), charge({ ...inUsd, id: 'txn_2' }), payout(17_600n)],
      [charged({ amount: usd(10_000n) })],
      ['duplicate'],
      [usd(-10_000n)],
    ],
    [
      'a partial capture of another amount',
      [charge(inUsd), charge(reversalInUsd), payout(5_280n)],
      [charged({ amount: usd(6_001n) })],
      ['amount_differs'],
      [usd(1n)],
    ],
    [
      'a partial capture with another fee',
      [charge(inUsd), charge(reversalInUsd), payout(5_280n)],
      [charged({ amount: usd(6_000n), fee: eur(119n) })],
      ['fee_differs'],
      [eur(1n)],
    ],
    ['a charge that is missing', [], [charged({ fee: eur(73n) })], ['missing_at_processor'], [eur(2_427n)]],
  ])('is what is left in the receivable after the payout: %s', (_what, rows, expected, outcomes, left) => {
    const { of, breaks } = booksAfter([rows], expected);
    expect(breaks.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(breaks.flatMap(({ difference }) => difference)).toEqual(left);
    expect(of('processor_receivable')).toEqual(left);
  });
});
