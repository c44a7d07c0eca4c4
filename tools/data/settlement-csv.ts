import { plainFormat } from '../../src/contracts/plain-settlement.ts';
import { formatAmount } from '../../src/domain/money.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { csvLine } from './csv-line.ts';

/** Writes rows in the plain format. */
export async function* plainSettlementLines(
  rows: AsyncIterable<SettlementRow> | Iterable<SettlementRow>,
): AsyncGenerator<string, void> {
  yield [...plainFormat.required, ...plainFormat.optional].join(',');
  for await (const { id, kind, amount, at, reference, refundId, feeMinor, payoutId } of rows) {
    const fee = formatAmount({ minor: feeMinor, currency: amount.currency });
    const cells = [reference ?? '', refundId ?? '', fee, payoutId ?? ''];
    yield csvLine([id, kind, amount.currency, formatAmount(amount), at, ...cells]);
  }
}
