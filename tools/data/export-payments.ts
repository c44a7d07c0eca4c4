import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../hermetic/process/command.ts';
import { isDecided, statuses } from '../../src/domain/status.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { csvLine } from './csv-line.ts';
import { allColumns, BadValue } from './payment-columns.ts';
import { ledToFromOrder } from './payment-items.ts';
import { rowOf } from './payment-row.ts';

export type Exported = { exported: number; inProgress: number };

type Found = Readonly<{
  /** Where each decided payment stands in the file: by the moment of its creation, then by its id. */
  positions: readonly string[];
  /** Payments under an id of their own that are the one payment of their order. */
  ledTo: ReadonlySet<string>;
  inProgress: number;
}>;

/** Keys that one BatchGetItem accepts. */
const getsAtOnce = 100;

/**
 * The lines of a file with every decided payment, the oldest first. They are read from the table itself: the indexes
 * follow it by a moment, and payments that were refused because their trip was paid are in none of them.
 */
export async function* exportLines(
  client: DynamoDBClient,
  tableName: string,
  so: Exported,
): AsyncGenerator<string, void> {
  yield allColumns.join(',');
  const { positions, ledTo, inProgress } = await findPayments(client, tableName);
  so.inProgress = inProgress;
  for (let from = 0; from < positions.length; from += getsAtOnce) {
    const ids = positions.slice(from, from + getsAtOnce).map((position) => position.slice(position.indexOf('#') + 1));
    for (const item of await readItems(client, tableName, ids)) {
      // An order's payment that failed may have been begun again meanwhile.
      if (isUndecided(item.status)) {
        so.inProgress++;
        continue;
      }
      yield lineOf(item, ledTo.has(String(item.id)));
      so.exported++;
    }
  }
}

const isUndecided = (value: unknown): boolean => statuses.some((status) => status === value && !isDecided(status));

function lineOf(item: Item, leadsFromOrder: boolean): string {
  try {
    const row = rowOf(paymentOf(item), leadsFromOrder);
    return csvLine(allColumns.map((column) => row[column]));
  } catch (cause) {
    const why = cause instanceof BadValue ? `${cause.column}: ${cause.message}` : 'this version cannot read it';
    throw new Refusal(
      `Payment ${item.id} cannot be written as a row (${why}). Nothing was exported: use npm run backup, which keeps everything.`,
      1,
    );
  }
}

async function findPayments(client: DynamoDBClient, tableName: string): Promise<Found> {
  const positions: string[] = [];
  const ledTo = new Set<string>();
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
      const led = ledToFromOrder({ id: String(id), payment_id });
      if (led !== undefined) ledTo.add(led);
      else if (isUndecided(status)) inProgress++;
      else if (status !== undefined) positions.push(`${created_at}#${id}`);
    }
  }
  return { positions: positions.sort((one, other) => (one < other ? -1 : 1)), ledTo, inProgress };
}

/** The items of these ids, in their order. DynamoDB hands back what it had no capacity for: that is read again. */
async function readItems(client: DynamoDBClient, tableName: string, ids: readonly string[]): Promise<Item[]> {
  const found = new Map<unknown, Item>();
  let left: Record<string, AttributeValue>[] = ids.map((id) => ({ id: { S: id } }));
  for (let tries = 0; left.length > 0; tries++) {
    if (tries > 0) await sleep(Math.min(25 * 2 ** tries, 2_000));
    const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const wire of Responses?.[tableName] ?? []) {
      const item = unmarshalled(wire);
      found.set(item.id, item);
    }
    left = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return ids.map((id) => found.get(id)).filter((item) => item !== undefined);
}
