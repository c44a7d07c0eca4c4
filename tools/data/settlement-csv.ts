import { formatAmount } from '../../src/domain/money.ts';
import { type SettlementRow, settlementKinds } from '../../src/domain/settlement.ts';
import { csvLine } from './csv-line.ts';
import { readMoment } from './moment.ts';
import { BadCell, type Cells, readAmount, readRequired, readText, type SettlementFormat } from './settlement-cells.ts';

const required = ['id', 'kind', 'currency', 'amount', 'at'] as const;
const optional = ['reference', 'refund_id', 'fee', 'payout_id'] as const;

/** The plain format that docs/ledger.md describes, for processors without a format of their own. */
export const plainFormat: SettlementFormat = { required, optional, mayHaveOthers: false, read: readPlainRow };

function readPlainRow(cells: Cells): SettlementRow {
  const kind = settlementKinds.find((name) => name === cells.get('kind'));
  if (kind === undefined) throw new BadCell('kind', `it must be one of ${settlementKinds.join(', ')}`);
  const currency = readRequired(cells, 'currency');
  const amount = readAmount(cells, 'amount', currency);
  const at = readMoment(readRequired(cells, 'at'));
  if (at === undefined) throw new BadCell('at', 'it is not a date and time like 2026-11-28T18:04:05Z');
  return {
    id: readRequired(cells, 'id'),
    kind,
    reference: readText(cells, 'reference'),
    refundId: readText(cells, 'refund_id'),
    amount,
    settled: amount,
    feeMinor: readAmount(cells, 'fee', currency).minor,
    at: new Date(at).toISOString(),
    payoutId: readText(cells, 'payout_id'),
  };
}

/** Writes rows in the plain format. */
export async function* plainSettlementLines(
  rows: AsyncIterable<SettlementRow> | Iterable<SettlementRow>,
): AsyncGenerator<string, void> {
  yield [...required, ...optional].join(',');
  for await (const { id, kind, amount, at, reference, refundId, feeMinor, payoutId } of rows) {
    const fee = formatAmount({ minor: feeMinor, currency: amount.currency });
    const cells = [reference ?? '', refundId ?? '', fee, payoutId ?? ''];
    yield csvLine([id, kind, amount.currency, formatAmount(amount), at, ...cells]);
  }
}
