import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { type Balance, balanceName, balancesOf, type Line, mergedLines } from '../../src/domain/ledger.ts';
import { balancePartition } from '../../src/store/balance-key.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';

export type Ledger = Readonly<{ client: DynamoDBClient; tables: StageTables }>;

const maxTries = 12;
const noItem = 'attribute_not_exists(id)';

/** Puts an item of the events table if it is absent, and changes the balances by its lines, and counters, in the same transaction. */
export async function writeEntry(
  item: Item,
  lines: readonly Line[],
  { client, tables }: Ledger,
  counters: ReadonlyMap<string, bigint> = new Map(),
): Promise<'written' | 'present'> {
  const TransactItems: TransactWriteItem[] = [
    { Put: { TableName: tables.events, Item: marshalled(item), ConditionExpression: noItem } },
  ];
  for (const balance of balancesOf(mergedLines(lines)).values()) {
    TransactItems.push({ Update: addition(balance, tables.projections) });
  }
  for (const [name, amount] of counters) {
    TransactItems.push({ Update: increase({ id: firstCounters, sort: name }, amount, tables.projections) });
  }
  for (let tries = 1; tries <= maxTries; tries++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return 'written';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return 'present';
    }
    await sleep(Math.min(10 * 2 ** tries, 1_000) * Math.random());
  }
  throw new CommandRefusal('The balances are too busy: run the same command again later.', 1);
}

/** The partition of the counters' first shard. A reader sums all shards, so any of them will do. */
const firstCounters = 'metrics';

export const addition = ({ account, currency, minor }: Balance, TableName: string) =>
  increase({ id: balancePartition(0), sort: balanceName(account, currency) }, minor, TableName);

const increase = (key: Readonly<{ id: string; sort: string }>, amount: bigint, TableName: string) => ({
  TableName,
  Key: marshalled(key),
  UpdateExpression: 'ADD amount :amount',
  ExpressionAttributeValues: marshalled({ ':amount': amount }),
});

/** Puts an item of the events table if it is absent. Resolves with the item that was there instead. */
export async function putIfAbsent(item: Item, { client, tables }: Ledger): Promise<Item | undefined> {
  const put = { TableName: tables.events, Item: marshalled(item), ConditionExpression: noItem };
  try {
    await client.send(new PutItemCommand({ ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return unmarshalled(error.Item ?? {});
  }
}
