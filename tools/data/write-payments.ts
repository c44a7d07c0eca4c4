import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { type HoldingPayment, holdCondition } from '../../src/store/hold-item.ts';
import { type MarshalledItem, marshalled } from '../../src/store/item.ts';
import type { Link, TableItem } from './payment-items.ts';
import type { ReadPayment } from './read-payment-row.ts';

/** `free`: the failed or cancelled payment that a hold is taken from. */
export type LinkWrite = Link & Readonly<{ free?: HoldingPayment | undefined }>;

/** A payment and the items that lead to it, which are written in one transaction. */
export type PaymentWrite = ReadPayment &
  Readonly<{
    line: number;
    item: TableItem;
    links: readonly LinkWrite[];
    archived: readonly TableItem[];
    /** The generation of the failed payment that it takes the place of, as its order's later attempt. */
    over?: number | undefined;
  }>;

export type PaymentTable = Readonly<{ client: DynamoDBClient; tableName: string }>;

const maxTries = 10;

export const itemsOf = ({ item, links }: PaymentWrite): TableItem[] => [item, ...links.map((link) => link.item)];

export const wire = (item: TableItem): MarshalledItem => marshalled(item);

type WriteConflict = Readonly<{
  ofPayment: CancellationReason | undefined;
  ofLinks: readonly (CancellationReason | undefined)[];
}>;

/** Runs the transaction; returns the existing items if there are any. Retries conflicts and throttling. */
export async function writeOrConflicts(
  entries: readonly PaymentWrite[],
  table: PaymentTable,
): Promise<readonly WriteConflict[] | undefined> {
  for (let tries = 1; ; tries++) {
    const reasons = await transact(entries, table);
    if (reasons === undefined) return undefined;
    const there = (reason: CancellationReason | undefined) =>
      reason?.Code === 'ConditionalCheckFailed' ? reason : undefined;
    if (reasons.some(there)) {
      const left = reasons.values();
      return entries.map(({ links }) => ({
        ofPayment: there(left.next().value),
        ofLinks: links.map(() => there(left.next().value)),
      }));
    }
    if (tries === maxTries) throw new CommandRefusal('The tables are too busy: run the same import again later.', 1);
    await sleep(Math.min(25 * 2 ** tries, 2_000));
  }
}

const absent = { ConditionExpression: 'attribute_not_exists(id)' } as const;

/** In the order of `itemsOf`. */
const putsOf = ({ item, over, links, payment }: PaymentWrite) => [
  { Item: wire(item), ...(over === undefined ? absent : overFailed(over)) },
  ...links.map((link) => ({ Item: wire(link.item), ...conditionOf(link, payment) })),
];

/** The same condition as that of an order's next attempt: of the two, one is written. */
const overFailed = (generation: number) => ({
  ConditionExpression: '#status = :failed AND generation = :seen',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: marshalled({ ':failed': 'failed', ':seen': generation }),
});

function conditionOf({ hold, free }: LinkWrite, payment: HoldingPayment) {
  if (hold === undefined) return absent;
  const condition = holdCondition(hold, payment, free);
  return { ...condition, ExpressionAttributeValues: marshalled(condition.ExpressionAttributeValues) };
}

async function transact(
  entries: readonly PaymentWrite[],
  { client, tableName }: PaymentTable,
): Promise<readonly CancellationReason[] | undefined> {
  const TransactItems = entries.flatMap(putsOf).map((put) => ({
    Put: { TableName: tableName, ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const },
  }));
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons ?? [];
  }
}
