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
const deadline = { now, missingAfterDays: 5 };
const eur = (minor: bigint): Money => ({ minor, currency: 'EUR' as Currency });
const usd = (minor: bigint): Money => ({ minor, currency: 'USD' as Currency });

const payout = (minor: bigint) =>
  settlementRow({ id: 'txn_9', kind: 'payout', reference: undefined, amount: eur(-minor), feeMinor: 0n });
const charge = (but: Partial<SettlementRow> = {}) => settlementRow({ amount: eur(2500n), feeMinor: 73n, ...but });
const charged = (but: Partial<ExpectedRow> = {}) => expectedCharge({ amount: eur(2500n), ...but });
const inUsd = { amount: usd(10_000n), settled: eur(9_000n), feeMinor: 200n };
const reversal = { id: 'txn_2', kind: 'capture_reversal' } as const;
const reversalInUsd = { ...reversal, amount: usd(-4_000n), settled: eur(-3_600n), feeMinor: -80n };
const captured = charged({ amount: usd(6_000n), uncaptured: usd(-4_000n) });
/** Stripe names the customer's amount of charges and refunds alone. */
const reversalUnnamed = { ...reversalInUsd, amount: eur(-3_600n) };

/** The lines of an event that lets a row be expected. */
const linesOfEvent = ({ amount, fee = eur(0n) }: ExpectedRow): Line[] => [
  ...move('sales', 'processor_receivable', amount),
  ...move('processor_receivable', 'fees', fee),
];

/** The balances after reports, each compared with all that came before it, and the breaks of the last. */
function booksAfter(reports: readonly (readonly SettlementRow[])[], expected: readonly ExpectedRow[]) {
  const findings = reports.map((_, last) => reconcile(reports.slice(0, last + 1).flat(), expected, deadline));
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
  const unnamed = [charge(inUsd), charge(reversalUnnamed), payout(5_280n)];

  it.each<[string, readonly (readonly SettlementRow[])[], ExpectedRow]>([
    ['in one report', [rows], captured],
    ['the charge before its reversal', rows.map((row) => [row]), captured],
    ['the reversal before its charge', rows.toReversed().map((row) => [row]), captured],
    ['with a fee that the event has', [rows], { ...captured, fee: eur(120n) }],
    ['without the amount of its reversal', [unnamed], captured],
    ['without that amount, the charge before its reversal', unnamed.map((row) => [row]), captured],
    ['without that amount, the reversal before its charge', unnamed.toReversed().map((row) => [row]), captured],
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

describe('the entries of a row without the amount in the currency of its payment', () => {
  const event = (kind: ExpectedRow['kind'], minor: bigint, but: Partial<ExpectedRow> = {}) =>
    charged({ entryId: `p1:${kind}`, kind, amount: usd(minor), ...but });
  const row = (kind: SettlementRow['kind'], minor: bigint, but: Partial<SettlementRow> = {}) =>
    charge({ id: `txn_${kind}`, kind, amount: eur(minor), settled: eur(minor), feeMinor: 0n, ...but });

  it.each<[string, readonly SettlementRow[], readonly ExpectedRow[], bigint]>([
    ['a dispute', [row('dispute', -9_100n, { feeMinor: 1_500n })], [event('dispute', -10_000n)], -10_600n],
    ['a dispute at a rate of 1', [row('dispute', -10_000n)], [event('dispute', -10_000n)], -10_000n],
    [
      'a dispute that was won',
      [row('dispute', -9_100n), row('dispute_reversal', 9_050n)],
      [event('dispute', -10_000n), event('dispute_reversal', 10_000n)],
      -50n,
    ],
    ['a refund that came back', [row('refund_reversal', 450n)], [event('refund_reversal', 500n)], 450n],
  ])('leave nothing in the receivable: %s', (_what, rows, events, net) => {
    const { of, breaks } = booksAfter([rows, [payout(net)]], events);
    expect({ left: of('processor_receivable'), breaks }).toEqual({ left: [], breaks: [] });
  });

  it('post the conversion if an earlier release posted the fee without it', () => {
    const [found] = reconcile([row('dispute', -9_100n, { feeMinor: 1_500n })], [event('dispute', -10_000n)], deadline);
    const entries = found === undefined ? [] : entriesOf(found, { processor: 'stripe', now });
    expect(entries.map(({ id, lines }) => [id, lines.length])).toEqual([
      ['settlement:stripe:txn_dispute', 2],
      ['conversion:stripe:txn_dispute', 4],
    ]);
  });

  it('take each event once, and the nearest in time', () => {
    const [early, late] = ['2026-12-01T00:00:00.000Z', '2026-12-09T00:00:00.000Z'];
    const events = [
      event('dispute', -3_000n, { entryId: 'p1:a', at: late }),
      event('dispute', -7_000n, { entryId: 'p1:b', at: early }),
    ];
    const rows = [
      row('dispute', -6_400n, { id: 'txn_1', at: early }),
      row('dispute', -2_700n, { id: 'txn_2', at: late }),
    ];
    const found = reconcile(rows, events, deadline).map((one) => [one.outcome, one.row?.id, one.expected?.entryId]);
    expect(found).toEqual([
      ['matched', 'txn_1', 'p1:b'],
      ['matched', 'txn_2', 'p1:a'],
    ]);
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
    [
      'a reversal in another currency, whose event tells nothing of the rest',
      [charge(inUsd), charge(reversalUnnamed), payout(5_280n)],
      [charged({ amount: usd(6_000n) })],
      ['amount_differs', 'duplicate'],
      [usd(-4_000n), eur(3_600n)],
    ],
    [
      'a charge in another currency',
      [charge({ amount: eur(9_000n), settled: eur(9_000n), feeMinor: 0n }), payout(9_000n)],
      [charged({ amount: usd(10_000n) })],
      ['amount_differs'],
      [usd(10_000n), eur(-9_000n)],
    ],
    ['a charge that is missing', [], [charged({ fee: eur(73n) })], ['missing_at_processor'], [eur(2_427n)]],
  ])('is what is left in the receivable after the payout: %s', (_what, rows, expected, outcomes, left) => {
    const { of, breaks } = booksAfter([rows], expected);
    expect(breaks.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(breaks.flatMap(({ difference }) => difference)).toEqual(left);
    expect(of('processor_receivable')).toEqual(expect.arrayContaining([...left]));
    expect(of('processor_receivable')).toHaveLength(left.length);
  });
});
