import { describe, expect, it } from 'vitest';
import { breaksIn } from '../../src/domain/breaks.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { type Finding, reconcile } from '../../src/domain/reconciliation.ts';
import type { ExpectedRow, SettlementRow } from '../../src/domain/settlement.ts';
import { seeded } from '../support/random.ts';
import { expectedCharge, generatedSettlement, settlementRow } from '../support/settlement.ts';

const eur = 'EUR' as Currency;
const money = (minor: bigint) => ({ minor, currency: eur });
const now = Date.parse('2026-12-05T00:00:00.000Z');
const deadline = { now, missingAfterDays: 5 };
const shown = ({ outcome, row, expected }: Finding) => `${outcome} ${row?.id ?? '-'} ${expected?.entryId ?? '-'}`;
const found = (rows: readonly SettlementRow[], expected: readonly ExpectedRow[]) =>
  reconcile(rows, expected, deadline).map(shown);

const charge = expectedCharge({ entryId: 'e1' });
const refund = (refundId: string, minor: bigint) =>
  expectedCharge({ entryId: refundId, kind: 'refund', refundId, amount: money(-minor) });
const refundRow = (id: string, minor: bigint, refundId?: string) =>
  settlementRow({ id, kind: 'refund', amount: money(-minor), refundId });

const failure = (id: string, minor: bigint, refundId?: string) =>
  settlementRow({ id, kind: 'refund_reversal', amount: money(minor), feeMinor: -90n, refundId });

describe('reconciliation', () => {
  it.each<[string, readonly SettlementRow[], readonly ExpectedRow[], readonly string[]]>([
    ['a row matches its event', [settlementRow()], [charge], ['matched txn_1 e1']],
    ['the amount differs by 0.01', [settlementRow({ amount: money(2499n) })], [charge], ['amount_differs txn_1 e1']],
    [
      'the currency differs',
      [settlementRow({ amount: { minor: 2500n, currency: 'USD' as Currency } })],
      [charge],
      ['amount_differs txn_1 e1'],
    ],
    ['the fee is that of the event', [settlementRow()], [{ ...charge, fee: money(90n) }], ['matched txn_1 e1']],
    ['the fee differs', [settlementRow()], [{ ...charge, fee: money(89n) }], ['fee_differs txn_1 e1']],
    [
      'the fee is in another currency',
      [settlementRow({ settled: { minor: 2900n, currency: 'USD' as Currency } })],
      [{ ...charge, fee: money(90n) }],
      ['fee_differs txn_1 e1'],
    ],
    [
      'a reversal takes a part of the amount and of the fee back',
      [
        settlementRow({ amount: money(3000n), feeMinor: 110n }),
        settlementRow({ id: 'txn_2', kind: 'capture_reversal', amount: money(-500n), feeMinor: -20n }),
      ],
      [{ ...charge, fee: money(90n) }],
      ['matched txn_1 e1', 'matched txn_2 e1'],
    ],
    [
      'a dispute takes its amount a second time, after it was won',
      [
        settlementRow({ kind: 'dispute', amount: money(-2500n) }),
        settlementRow({ id: 'txn_2', kind: 'dispute_reversal' }),
        settlementRow({ id: 'txn_3', kind: 'dispute', amount: money(-2500n) }),
      ],
      [
        { ...charge, kind: 'dispute', amount: money(-2500n) },
        { ...charge, entryId: 'e2', kind: 'dispute_reversal' },
      ],
      ['matched txn_1 e1', 'matched txn_2 e2', 'duplicate txn_3 e1'],
    ],
    ['the reference is not ours', [settlementRow({ reference: 'PAY-2' })], [], ['unknown_to_us txn_1 -']],
    ['a row has no reference', [settlementRow({ reference: undefined })], [], ['unknown_to_us txn_1 -']],
    [
      'the kind is another one',
      [settlementRow({ kind: 'dispute' })],
      [charge],
      ['missing_at_processor - e1', 'unknown_to_us txn_1 -'],
    ],
    [
      'a charge is reported twice',
      [settlementRow(), settlementRow({ id: 'txn_2' })],
      [charge],
      ['matched txn_1 e1', 'duplicate txn_2 e1'],
    ],
    [
      'a wrong row comes before the right one',
      [settlementRow({ id: 'txn_0', amount: money(1n) }), settlementRow()],
      [charge],
      ['duplicate txn_0 e1', 'matched txn_1 e1'],
    ],
    ['an event is not reported, and overdue', [], [charge], ['missing_at_processor - e1']],
    ['an event is not reported yet', [], [{ ...charge, at: '2026-12-04T00:00:00.000Z' }], ['expected - e1']],
    [
      'a fee and a payout come without events',
      [settlementRow({ id: 'f', kind: 'fee' }), settlementRow({ id: 'p', kind: 'payout' })],
      [],
      ['posted f -', 'posted p -'],
    ],
    [
      'two refunds of the same amount are told apart by their ids',
      [refundRow('t1', 500n, 'r2'), refundRow('t2', 500n, 'r1')],
      [refund('r1', 500n), refund('r2', 500n)],
      ['matched t1 r2', 'matched t2 r1'],
    ],
    [
      'refunds without ids match by amount',
      [refundRow('t1', 300n), refundRow('t2', 500n)],
      [refund('r1', 500n), refund('r2', 300n)],
      ['matched t1 r2', 'matched t2 r1'],
    ],
    [
      'a refund has an id alone',
      [{ ...refundRow('t1', 500n, 'r1'), reference: undefined }],
      [refund('r1', 500n)],
      ['matched t1 r1'],
    ],
    [
      'a refund has its id, and a reference that is not the one of our payment',
      [{ ...refundRow('t1', 500n, 'r1'), reference: 'pi_1' }],
      [refund('r1', 500n)],
      ['matched t1 r1'],
    ],
    [
      'an imported payment is reported by its intent, and by its reference',
      [
        settlementRow({ reference: 'pi_1', amount: money(4000n) }),
        settlementRow({ id: 'txn_2', kind: 'capture_reversal', amount: money(-1500n), reference: 'pi_1' }),
        settlementRow({ id: 'txn_3', reference: 'PAY-1' }),
        settlementRow({ id: 'txn_4', reference: 'pi_2' }),
      ],
      [{ ...charge, intentId: 'pi_1' }],
      ['duplicate txn_3 e1', 'matched txn_1 e1', 'matched txn_2 e1', 'unknown_to_us txn_4 -'],
    ],
    [
      'a refund has an id that is not ours',
      [refundRow('t1', 500n, 'r9')],
      [refund('r1', 500n)],
      ['missing_at_processor - r1', 'unknown_to_us t1 -'],
    ],
    [
      'a refund that failed while it waited is taken and given back, which no event tells',
      [failure('t0', 500n), refundRow('t1', 500n, 'r1'), failure('t2', 500n, 'r1'), refundRow('t3', 500n, 'r2')],
      [],
      ['offset t0 -', 'offset t1 -', 'offset t2 -', 'offset t3 -'],
    ],
    [
      'two refunds, of which one failed, are told apart by their ids',
      [refundRow('t1', 500n, 'r1'), refundRow('t2', 500n, 'r2'), failure('t3', 500n, 'r2')],
      [],
      ['unknown_to_us t1 -', 'offset t2 -', 'offset t3 -'],
    ],
    [
      'a refund and a failure of another amount, fee, currency or reference are two rows',
      [
        refundRow('t1', 500n),
        failure('t2', 499n),
        { ...failure('t3', 500n), feeMinor: 1n },
        { ...failure('t4', 500n), settled: { minor: 500n, currency: 'USD' as Currency } },
        { ...failure('t5', 500n), reference: 'PAY-2' },
        { ...refundRow('t6', 100n), reference: undefined },
        { ...failure('t7', 100n), reference: undefined },
      ],
      [],
      ['t1', 't2', 't3', 't4', 't5', 't6', 't7'].map((id) => `unknown_to_us ${id} -`),
    ],
    [
      'a refund that completed and came back is two events',
      [refundRow('t1', 500n), failure('t2', 500n)],
      [refund('r1', 500n), { ...refund('r1', -500n), entryId: 'r1 back', kind: 'refund_reversal' }],
      ['matched t1 r1', 'matched t2 r1 back'],
    ],
    [
      'a partial capture is reported as a charge and a reversal of the rest',
      [
        settlementRow({ amount: money(4000n) }),
        settlementRow({ id: 'txn_2', kind: 'capture_reversal', amount: money(-1500n) }),
      ],
      [charge],
      ['matched txn_1 e1', 'matched txn_2 e1'],
    ],
  ])('finds exactly that %s', (_what, rows, expected, outcomes) => {
    expect(found(rows, expected)).toEqual([...outcomes].sort((one, other) => (place(one) < place(other) ? -1 : 1)));
  });

  it('a fee that differs leaves its difference in the receivable, and nothing else of its row', () => {
    const expected = [{ ...charge, fee: money(89n) }];
    const breaks = breaksIn(reconcile([settlementRow()], expected, deadline), now);
    expect(breaks).toMatchObject([{ id: 'row:txn_1', outcome: 'fee_differs', difference: [money(1n)] }]);
    expect(breaksIn(reconcile([], expected, deadline), now)).toMatchObject([{ difference: [money(2411n)] }]);
  });

  it('of the processor’s own report has no breaks, whatever its order', () => {
    const { expected, rows } = generatedSettlement(2_000, seeded(1));
    expect(breaksIn(reconcile(rows, expected, deadline), now)).toEqual([]);
    const shuffled = rows.toSorted(({ id: one }, { id: other }) => (hash(one) < hash(other) ? -1 : 1));
    expect(reconcile(shuffled, expected.toReversed(), deadline)).toEqual(reconcile(rows, expected, deadline));
  });

  it('names exactly the rows that were dropped, duplicated or altered', () => {
    const random = seeded(2);
    const { expected, rows } = generatedSettlement(5_000, random);
    const wanted: string[] = [];
    const report = rows.flatMap((row, index) => {
      switch (random.whole(100) === 0 ? random.whole(3) : undefined) {
        case 0:
          wanted.push(`missing_at_processor entry:${expected[index]?.entryId}`);
          return [];
        case 1:
          wanted.push(`duplicate row:${row.id}-again`);
          return [row, { ...row, id: `${row.id}-again` }];
        case 2:
          wanted.push(`amount_differs row:${row.id}`);
          return [{ ...row, amount: { ...row.amount, minor: row.amount.minor + 1_000_000n } }];
        default:
          return [row];
      }
    });
    const breaks = breaksIn(reconcile(report, expected, { now, missingAfterDays: 0 }), now);
    expect(wanted.length).toBeGreaterThan(30);
    const found = breaks.map(({ outcome, id }) => `${outcome} ${id}`);
    expect(new Set(found)).toEqual(new Set(wanted));
    expect(found).toHaveLength(wanted.length);
  });
});

const place = (outcome: string) => {
  const [, row = '-', entry] = outcome.split(' ');
  return row === '-' ? `entry:${entry}` : `row:${row}`;
};
const hash = (id: string) => (Number(id.slice(4)) * 7919) % 10_007;

describe('breaks', () => {
  const differences = (rows: readonly SettlementRow[], expected: readonly ExpectedRow[]) =>
    breaksIn(reconcile(rows, expected, deadline), now).map(({ difference, ageDays }) => [ageDays, ...difference]);

  it.each<[string, readonly SettlementRow[], readonly ExpectedRow[], readonly unknown[]]>([
    ['a missing row leaves the amount', [], [charge], [[7, money(2500n)]]],
    ['a smaller row leaves the rest', [settlementRow({ amount: money(2000n) })], [charge], [[7, money(500n)]]],
    ['an unknown row leaves the amount less its fee the other way', [settlementRow()], [], [[7, money(-2410n)]]],
    [
      'a duplicate leaves the amount the other way',
      [settlementRow(), settlementRow({ id: 'txn_2' })],
      [charge],
      [[7, money(-2500n)]],
    ],
  ])('tell what they leave in the receivable, and their age: %s', (_what, rows, expected, wanted) => {
    expect(differences(rows, expected)).toEqual(wanted);
  });

  it('come oldest first', () => {
    const breaks = breaksIn(
      reconcile(
        [
          settlementRow({ id: 'b', reference: 'x', at: '2026-11-30T00:00:00.000Z' }),
          settlementRow({ id: 'a', reference: 'y', at: '2026-12-01T00:00:00.000Z' }),
        ],
        [charge],
        deadline,
      ),
      now,
    );
    expect(breaks.map(({ id }) => id)).toEqual(['entry:e1', 'row:b', 'row:a']);
  });
});
