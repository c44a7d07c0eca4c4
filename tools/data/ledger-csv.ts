import type { JournalEntry } from '../../src/domain/ledger.ts';
import { formatAmount } from '../../src/domain/money.ts';
import { csvLine } from './csv-line.ts';

const columns = ['entry_id', 'type', 'at', 'payment_id', 'account', 'currency', 'amount'] as const;

/** Writes journal entries as CSV, one line per line of an entry. A positive amount is a debit. */
export async function* ledgerCsvLines(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): AsyncGenerator<string, void> {
  yield columns.join(',');
  for await (const { id, type, at, paymentId, lines } of entries) {
    for (const [account, currency, minor] of lines) {
      yield csvLine([id, type, at, paymentId ?? '', account, currency, formatAmount({ minor, currency })]);
    }
  }
}
