import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { isDecided, statuses } from '../../src/domain/status.ts';
import { archivedRefundId, archivedRefundOf } from '../../src/store/archived-refund-item.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { csvLine } from './csv-line.ts';
import { itemsById } from './items-by-id.ts';
import { allColumns, BadValue } from './payment-columns.ts';
import { paymentLinkedFromOrder } from './payment-items.ts';
import { rowOf } from './payment-row.ts';

export type ExportCounts = { exported: number; inProgress: number };

type DecidedPayments = Readonly<{
  /** Sort keys of the decided payments: creation time and id. */
  positions: readonly string[];
  /** Imported payments that are the one payment of their order, although they have another id. */
  linkedFromOrder: ReadonlySet<string>;
  /** Items of declined refunds that were moved out of their payment, by the payment's id. */
  archives: ReadonlyMap<string, readonly string[]>;
  inProgress: number;
}>;

/**
 * Yields the lines of a file with every decided payment, oldest first. Reads the table itself: the indexes are eventually
 * consistent and lack payments that were refused because their trip was paid. Counts into `counts`.
 */
export async function* exportLines(
  client: DynamoDBClient,
  tableName: string,
  counts: ExportCounts,
): AsyncGenerator<string, void> {
  yield allColumns.join(',');
  const { positions, linkedFromOrder, archives, inProgress } = await findPayments(client, tableName);
  counts.inProgress = inProgress;
  const ids = positions.map((position) => position.slice(position.indexOf('#') + 1));
  for await (const item of itemsById(client, tableName, ids)) {
    // A failed payment of an order may have been started again meanwhile.
    if (isUndecided(item.status)) {
      counts.inProgress++;
      continue;
    }
    const archived = await readArchived(client, tableName, archives.get(String(item.id)) ?? []);
    yield lineOf(item, archived, linkedFromOrder.has(String(item.id)));
    counts.exported++;
  }
}

const isUndecided = (value: unknown): boolean => statuses.some((status) => status === value && !isDecided(status));

function lineOf(item: Item, archived: readonly Refund[], leadsFromOrder: boolean): string {
  try {
    const payment = paymentOf(item);
    const refunds = { ...payment.refunds, ...Object.fromEntries(archived.map((refund) => [refund.id, refund])) };
    const row = rowOf({ ...payment, refunds }, leadsFromOrder);
    return csvLine(allColumns.map((column) => row[column]));
  } catch (cause) {
    const reason = cause instanceof BadValue ? `${cause.column}: ${cause.message}` : 'this version cannot read it';
    throw new CommandRefusal(
      `Payment ${item.id} cannot be written as a row (${reason}). Nothing was exported. Use npm run backup, which keeps everything.`,
      1,
    );
  }
}

async function findPayments(client: DynamoDBClient, tableName: string): Promise<DecidedPayments> {
  const positions: string[] = [];
  const linkedFromOrder = new Set<string>();
  const archives = new Map<string, string[]>();
  let inProgress = 0;
  const scan = {
    TableName: tableName,
    ConsistentRead: true,
    ProjectionExpression: 'id, created_at, #status, payment_id',
    ExpressionAttributeNames: { '#status': 'status' },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    for (const wire of Items) {
      const { id, created_at, status, payment_id } = unmarshalled(wire);
      const led = paymentLinkedFromOrder({ id: String(id), payment_id });
      if (led !== undefined) linkedFromOrder.add(led);
      else if (archivedRefundId(String(id)) !== undefined) addTo(archives, String(payment_id), String(id));
      else if (isUndecided(status)) inProgress++;
      else if (status !== undefined) positions.push(`${created_at}#${id}`);
    }
  }
  return {
    positions: positions.sort((one, other) => (one < other ? -1 : 1)),
    linkedFromOrder: linkedFromOrder,
    archives,
    inProgress,
  };
}

function addTo(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}

async function readArchived(client: DynamoDBClient, tableName: string, ids: readonly string[]): Promise<Refund[]> {
  const refunds: Refund[] = [];
  for await (const item of itemsById(client, tableName, ids)) {
    refunds.push(archivedRefundOf(archivedRefundId(String(item.id)) ?? '', item));
  }
  return refunds;
}
