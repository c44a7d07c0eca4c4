import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JournalEntry } from '../../src/domain/ledger.ts';
import { beancountLines } from './beancount.ts';
import type { ExportCounts } from './export-payments.ts';
import { ledgerCsvLines } from './ledger-csv.ts';
import { journalEntries } from './ledger-items.ts';

export const isLedgerFile = (path: string): boolean => /\.(beancount|csv)$/.test(path);

/** The lines of a file with every ledger entry, in the format that its name ends with. Counts into `counts`. */
export function ledgerLines(
  client: DynamoDBClient,
  tableName: string,
  { path, counts }: Readonly<{ path: string; counts: ExportCounts }>,
): AsyncGenerator<string, void> {
  async function* counted(): AsyncGenerator<JournalEntry, void> {
    for await (const entry of journalEntries(client, tableName)) {
      yield entry;
      counts.exported++;
    }
  }
  return path.endsWith('.csv') ? ledgerCsvLines(counted()) : beancountLines(counted());
}
