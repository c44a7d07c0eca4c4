import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stageTables } from '../../lib/table-name.ts';
import type { Reconciliation } from '../../src/domain/reconciliation-result.ts';
import { dayAt } from '../../src/domain/recorded-event.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { reconcileReport } from '../../tools/data/reconcile-settlement.ts';
import { simulatedSettlement, storedPayments } from '../../tools/data/simulated-settlement.ts';
import type { RunningProcess } from './killable.ts';
import { StoredTables } from './stored-tables.ts';

const tables = stageTables('local');
const dayMs = 86_400_000;

type Books = Readonly<{ client: DynamoDBClient; tables: typeof tables }>;

/** A storm's remains: its processor's report, and all items that the books are made of, by table. */
export type SettledStorm = Books &
  Readonly<{
    rows: readonly SettlementRow[];
    items: Readonly<Record<string, readonly Record<string, AttributeValue>[]>>;
  }>;

/** Reads it once the stream has told everything. */
export async function settledStorm({
  url,
  dynamodbEndpoint,
}: Pick<RunningProcess, 'url' | 'dynamodbEndpoint'>): Promise<SettledStorm> {
  await fetch(`${url}/_local/caught-up`);
  const client = new DynamoDBClient({ endpoint: dynamodbEndpoint, region, credentials });
  const options = { today: dayAt(Date.now()), payOutToday: true };
  const rows = await simulatedSettlement(storedPayments(client, tables.payments), options);
  using stored = new StoredTables(dynamodbEndpoint);
  const itemsOf = async (name: 'events' | 'projections') => [...(await stored.items(name)).values()];
  const items = { [tables.events]: await itemsOf('events'), [tables.projections]: await itemsOf('projections') };
  return { client, tables, rows, items };
}

/** Reconciles a report with books: what it lacks is overdue at once. */
export const reconcileStorm = (rows: readonly SettlementRow[], books: Books): Promise<Reconciliation> =>
  reconcileReport(rows, {
    client: books.client,
    tables: books.tables,
    processor: 'simulated',
    indexShards: 1,
    missingAfterDays: 0,
    // The clock of the storm was moved.
    now: Date.now() + dayMs,
  });
