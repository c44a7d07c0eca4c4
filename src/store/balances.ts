import { TransactGetItemsCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Currency, isCurrency } from '../domain/currency.ts';
import { accountNames, type Balance, balanceName, isAccount, RunningBalances } from '../domain/ledger.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { TransactGetItems } from '../runtime/operations.ts';
import { balancePartition } from './balance-key.ts';
import { balancesBusy } from './balances-busy.ts';
import { counterShards } from './counters.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';
import { itemsOf } from './pages.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

/** DynamoDB's limit for one TransactGetItems. */
const getsAtOnce = 100;

/** Another transaction was in the way so often. */
const maxTries = 5;

/** Reads balances, which the recording of events changes. */
export function balances({ send, random, sleep }: Pick<Io, 'send' | 'random' | 'sleep'>, shards = counterShards) {
  /** Currencies that a shard has balances in. */
  async function currenciesOf(shard: number): Promise<readonly Currency[]> {
    const found = new Set<string>();
    const query = {
      TableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': balancePartition(shard) },
      ConsistentRead: true,
    };
    for await (const { sort } of itemsOf(query, { send })) found.add(String(sort).split('#')[1] ?? '');
    return [...found].filter(isCurrency);
  }

  /** DynamoDB cancels a read of items that a transaction is writing, and its client does not send it again. */
  async function together(keys: readonly Item[]): Promise<readonly Item[]> {
    const TransactItems = keys.map((Key) => ({ Get: { TableName, Key } }));
    for (let tries = 0; tries < maxTries; tries++) {
      try {
        const { Responses = [] } = await attempted(
          send(new TransactGetItems({ TransactItems }, (input) => new TransactGetItemsCommand(input))),
        );
        return Responses.flatMap(({ Item }) => (Item === undefined ? [] : [Item]));
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
      await sleep(random() * 20 * 2 ** tries);
    }
    throw balancesBusy();
  }

  return {
    /**
     * All balances, summed over their shards. Every account of a currency and shard is read in one transaction: an entry changes
     * one shard, so the trial balance of each currency is zero, whatever is written meanwhile.
     */
    async all(): Promise<readonly Balance[]> {
      const found = Array.from({ length: shards }, async (_, shard) => {
        const currencies = await currenciesOf(shard);
        return currencies.map((currency) =>
          accountNames.map((account) => ({ id: balancePartition(shard), sort: balanceName(account, currency) })),
        );
      });
      const sums = new RunningBalances();
      for (const keys of filled((await Promise.all(found)).flat())) {
        for (const { sort, amount } of await together(keys)) {
          const [account = '', currency = ''] = String(sort).split('#');
          if (!isAccount(account) || !isCurrency(currency)) continue;
          sums.add([[account, currency, BigInt(amount as number | bigint)]]);
        }
      }
      return sums.sorted();
    },
  };
}

/** Joins groups as far as one transaction takes them, and divides none. */
function filled(groups: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  const joined: Item[][] = [];
  for (const group of groups) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + group.length <= getsAtOnce) last.push(...group);
    else joined.push([...group]);
  }
  return joined;
}
