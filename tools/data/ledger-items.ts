import { type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { isCurrency } from '../../src/domain/currency.ts';
import { type Balance, isAccount, type JournalEntry, RunningBalances } from '../../src/domain/ledger.ts';
import { balancePartition } from '../../src/store/balance-key.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { journalEntryOf } from '../../src/store/journal-item.ts';

/** The most that -c counterShards allows. */
const mostShards = 64;

/** Every item of the events table: events, entries, settlement rows and seals, in no particular order. */
export async function* eventTableItems(client: DynamoDBClient, TableName: string): AsyncGenerator<Item, void> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const item of Items) yield unmarshalled(item);
  }
}

/** Every ledger entry, in no particular order. */
export async function* journalEntries(client: DynamoDBClient, TableName: string): AsyncGenerator<JournalEntry, void> {
  for await (const item of eventTableItems(client, TableName)) {
    const entry = journalEntryOf(item);
    if (entry !== undefined) yield entry;
  }
}

/** The stored balances, summed over their shards, or over the first of these. */
export async function storedBalances(
  client: DynamoDBClient,
  TableName: string,
  shards = mostShards,
): Promise<readonly Balance[]> {
  const sums = new RunningBalances();
  for (let shard = 0; shard < shards; shard++) {
    const query = {
      TableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: balancePartition(shard) } },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      for (const { sort, amount } of Items.map(unmarshalled)) {
        const [account = '', currency = ''] = String(sort).split('#');
        if (isAccount(account) && isCurrency(currency)) {
          sums.add([[account, currency, BigInt(amount as number | bigint)]]);
        }
      }
    }
  }
  return sums.sorted();
}
