import { type SettlementRow, settlementKinds } from '../domain/settlement.ts';
import { readMoment } from './moment.ts';
import {
  BadCell,
  type Cells,
  readAmount,
  readFee,
  readRequired,
  readText,
  type SettlementFormat,
} from './settlement-cells.ts';

const required = ['id', 'kind', 'currency', 'amount', 'at'] as const;
const optional = ['reference', 'refund_id', 'fee', 'payout_id'] as const;

/** The plain format that docs/ledger.md describes, for processors without a format of their own. */
export const plainFormat = { required, optional, mayHaveOthers: false, read: readPlainRow } satisfies SettlementFormat;

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
    feeMinor: readFee(cells, currency),
    at: new Date(at).toISOString(),
    payoutId: readText(cells, 'payout_id'),
  };
}
