import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { WholeReconciliation } from '../../tools/data/reconcile-settlement.ts';
import { reconciliationJson, reconciliationLines } from '../../tools/data/reconciliation-report.ts';

const result: WholeReconciliation = {
  rows: { stored: 1_200, known: 3 },
  changed: ['txn_2'],
  posted: 4,
  outcomes: { fee_differs: 1, matched: 1_202 },
  breaks: [
    {
      id: 'row:txn_1',
      outcome: 'fee_differs',
      kind: 'charge',
      reference: undefined,
      difference: [{ minor: 5n, currency: 'EUR' as Currency }],
      since: '2026-11-21T12:00:00.000Z',
      ageDays: 2,
    },
  ],
  missingPayouts: ['po_1'],
};

describe('the result of a reconciliation', () => {
  it('says what to do about a correction that counts twice', () => {
    const [known] = result.breaks;
    if (known === undefined) throw new Error('there is no break');
    const wrong = { ...known, id: 'corrected:row:txn_1', outcome: 'corrected_and_matched', difference: [] } as const;
    expect([...reconciliationLines({ ...result, breaks: [wrong] })]).toContain(
      'corrected_and_matched, corrected:row:txn_1, charge without a reference, undo its correction, 2 days',
    );
  });

  it('for people, the result of a reconciliation names each break and each changed row before its figures', () => {
    expect([...reconciliationLines(result)]).toEqual([
      'fee_differs, row:txn_1, charge without a reference, 0.05 EUR, 2 days',
      'row txn_2 came before with another content, which is kept',
      '1 payouts are in no report, such as po_1: reconcile the report that lists payouts as well',
      '1,200 rows are new, 3 were known. 4 entries posted.',
      'All rows and events: 1 fee differs, 1,202 matched. 1 breaks are open.',
    ]);
  });

  it('for programs, the result of a reconciliation is the object that HTTP answers with, so its amounts are numbers, and the missing payouts', () => {
    expect(reconciliationJson(result)).toBe(
      '{"rows":{"stored":1200,"known":3},"changed":["txn_2"],"posted":4,"outcomes":{"fee_differs":1,"matched":1202},' +
        '"breaks":[{"id":"row:txn_1","outcome":"fee_differs","kind":"charge","reference":null,' +
        '"difference":[{"currency":"EUR","amount":0.05}],"since":"2026-11-21T12:00:00.000Z","age_days":2}],"missing_payouts":["po_1"]}',
    );
  });
});
