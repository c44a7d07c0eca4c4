import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { type MarshalledItem, marshalled } from '../../src/store/item.ts';
import type { Link, TableItem } from './payment-items.ts';

/** A payment and the items that lead to it, which are written in one transaction. */
export type PaymentWrite = Readonly<{
  line: number;
  payment: TableItem;
  links: readonly Link[];
  archived: readonly TableItem[];
}>;

type PaymentTable = Readonly<{ client: DynamoDBClient; tableName: string }>;

const maxTries = 10;

export const itemsOf = ({ payment, links }: PaymentWrite): TableItem[] => [payment, ...links.map(({ item }) => item)];

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

async function transact(
  entries: readonly PaymentWrite[],
  { client, tableName }: PaymentTable,
): Promise<readonly CancellationReason[] | undefined> {
  const TransactItems = entries.flatMap(itemsOf).map((item) => ({
    Put: {
      TableName: tableName,
      Item: wire(item),
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  }));
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons ?? [];
  }
}
