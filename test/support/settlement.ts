import type { Currency } from '../../src/domain/currency.ts';
import type { ExpectedRow, SettlementRow } from '../../src/domain/settlement.ts';
import type { Random } from './random.ts';

const eur = 'EUR' as Currency;

/** A charge of 25.00 EUR with a fee of 0.90, except for what a test says of it. */
export function settlementRow(but: Partial<SettlementRow> = {}): SettlementRow {
  const amount = but.amount ?? { minor: 2500n, currency: eur };
  return {
    id: 'txn_1',
    kind: 'charge',
    reference: 'PAY-1',
    refundId: undefined,
    settled: amount,
    feeMinor: 90n,
    at: '2026-11-28T00:00:00.000Z',
    payoutId: 'po_1',
    ...but,
    amount,
  };
}

export const expectedCharge = (but: Partial<ExpectedRow> = {}): ExpectedRow => ({
  entryId: 'p1:payment.completed:0',
  kind: 'charge',
  reference: 'PAY-1',
  intentId: undefined,
  refundId: undefined,
  amount: { minor: 2500n, currency: eur },
  uncaptured: undefined,
  at: '2026-11-28T00:00:00.000Z',
  fee: undefined,
  ...but,
});

/** Expectations of so many payments, a third of them refunded in one to three parts; and the processor's report of exactly these. */
export function generatedSettlement(
  payments: number,
  random: Random,
): Readonly<{ expected: ExpectedRow[]; rows: SettlementRow[] }> {
  const expected: ExpectedRow[] = [];
  for (let index = 0; index < payments; index++) {
    const currency = random.pick(['EUR', 'USD', 'JPY']) as Currency;
    const minor = BigInt(10 + random.whole(100_000));
    const of = { reference: `PAY-${index}`, at: new Date(Date.UTC(2026, 10, 1) + index * 60_000).toISOString() };
    expected.push(expectedCharge({ ...of, entryId: `p${index}:payment.completed:0`, amount: { minor, currency } }));
    for (let part = random.whole(3) === 0 ? 1 + random.whole(3) : 0; part > 0; part--) {
      const refundId = `r${index}-${part}`;
      const amount = { minor: -BigInt(1 + random.whole(3)), currency };
      expected.push(
        expectedCharge({ ...of, entryId: `p${index}:refund.completed:${refundId}`, kind: 'refund', refundId, amount }),
      );
    }
  }
  const rows = expected.map(({ kind, reference, refundId, amount, at }, index) =>
    settlementRow({
      id: `txn_${index}`,
      kind,
      reference,
      refundId,
      amount,
      at,
      feeMinor: kind === 'charge' ? 30n : 0n,
    }),
  );
  return { expected, rows };
}
