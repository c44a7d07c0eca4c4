import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { type Balance, balanceName, RunningBalances } from '../../src/domain/ledger.ts';
import { marshalled } from '../../src/store/item.ts';
import { eventTableItems, storedBalances } from './ledger-items.ts';
import { balanceDifferences, type LedgerReport, sameBalances, verifyLedger } from './verify-ledger.ts';
import { addition, type Ledger } from './write-entries.ts';

/** A count of all entries, and what each stored balance lacked by it. */
type LedgerCount = Readonly<{ report: LedgerReport; differences: readonly Balance[] }>;

/** Entries that are recorded during the count are in some of its figures: it is then repeated. */
const mostCounts = 5;

export const countLedger = (ledger: Ledger): Promise<LedgerCount> => stillCount(ledger);

/**
 * Adds to the stored balances what they lack. Only while the balances that it adds to are as they were before the count: two
 * repairs at once would add the same twice. Entries that are recorded in other shards meanwhile are kept.
 */
export async function repairBalances(ledger: Ledger): Promise<LedgerCount> {
  const added = new RunningBalances();
  for (let tries = 0; tries < mostCounts; tries++) {
    const { report, differences, firstShard } = await stillCount(ledger);
    if (report.unreadable > 0) {
      throw new CommandRefusal(
        `${report.unreadable} items cannot be read by this version, so the sum of the entries is not known. Nothing was repaired: npm run ledger -- verify names them.`,
        1,
      );
    }
    let left = differences.length;
    for (const group of Map.groupBy(differences, ({ currency }) => currency).values()) {
      if (!(await addTogether(group, firstShard, ledger))) break;
      added.add(group.map(({ account, currency, minor }) => [account, currency, minor]));
      left -= group.length;
    }
    if (left === 0) return { report, differences: added.sorted() };
  }
  throw new CommandRefusal('The balances changed during every repair: run it again when there is less traffic.', 1);
}

async function stillCount({
  client,
  tables,
}: Ledger): Promise<LedgerCount & Readonly<{ firstShard: readonly Balance[] }>> {
  for (let count = 0; count < mostCounts; count++) {
    const firstShard = await storedBalances(client, tables.projections, 1);
    const before = await storedBalances(client, tables.projections);
    const report = await verifyLedger(eventTableItems(client, tables.events));
    const after = await storedBalances(client, tables.projections);
    if (!sameBalances(before, after)) continue;
    return { report, differences: balanceDifferences(after, report.recounted), firstShard };
  }
  throw new CommandRefusal('Entries were recorded during every count: run it again when there is less traffic.', 1);
}

/** Adds to balances of the first shard, if all of them are as they were seen. */
async function addTogether(
  lacking: readonly Balance[],
  seen: readonly Balance[],
  { client, tables }: Ledger,
): Promise<boolean> {
  const known = new Map(seen.map(({ account, currency, minor }) => [balanceName(account, currency), minor]));
  const TransactItems = lacking.map((balance) => {
    const update = addition(balance, tables.projections);
    const amount = known.get(balanceName(balance.account, balance.currency));
    if (amount === undefined) return { Update: { ...update, ConditionExpression: 'attribute_not_exists(amount)' } };
    const ExpressionAttributeValues = { ...update.ExpressionAttributeValues, ...marshalled({ ':seen': amount }) };
    return { Update: { ...update, ConditionExpression: 'amount = :seen', ExpressionAttributeValues } };
  });
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}
