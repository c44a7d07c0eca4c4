import type { JournalEntry } from '../../src/domain/ledger.ts';
import { formatAmount } from '../../src/domain/money.ts';
import { csvLine } from './csv-line.ts';

const first = ['entry_id', 'type', 'at', 'payment_id', 'account', 'currency', 'amount'] as const;
/** The last three come after those of earlier releases. An entry counts for the day of `posted_at`, as in beancount and in the seals. */
const columns = [...first, 'posted_at', 'reason', 'resolves'] as const;

/** Writes journal entries as CSV, one line per line of an entry. A positive amount is a debit. */
export async function* ledgerCsvLines(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): AsyncGenerator<string, void> {
  yield columns.join(',');
  for await (const { id, type, at, postedAt, paymentId, lines, reason = '', resolves = '' } of entries) {
    for (const [account, currency, minor] of lines) {
      const amount = formatAmount({ minor, currency });
      yield csvLine([id, type, at, paymentId ?? '', account, currency, amount, postedAt ?? at, reason, resolves]);
    }
  }
}
