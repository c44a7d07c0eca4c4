import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { balancesOf, type JournalEntry, mergedLines } from '../domain/ledger.ts';
import { Refusal } from '../domain/refusal.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { TransactWriteItems } from '../runtime/operations.ts';
import { balanceAdditions } from './balance-additions.ts';
import { counterShards } from './counters.ts';
import { attempted } from './dynamo.ts';
import { indexShards } from './index-shards.ts';
import { entryItemOf } from './journal-item.ts';
import { ledgerEntries } from './ledger-entries.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type Journal = ReturnType<typeof journal>;

/** Another transaction was in the way so often. */
const maxTries = 5;

/** Posts ledger entries without an event; those of events are recorded with their events. */
export function journal(
  { send, newId, random, sleep }: Pick<Io, 'send' | 'newId' | 'random' | 'sleep'>,
  shards = counterShards,
) {
  const { get } = ledgerEntries({ send });

  /** Whether this transaction was done, found its entry posted before, or has to be tried again. */
  async function attempt(entry: JournalEntry): Promise<'posted' | 'known' | 'busy'> {
    const shard = shards === 1 ? 0 : Math.floor(random() * shards);
    const put = { TableName, Item: entryItemOf(entry, indexShards), ConditionExpression: 'attribute_not_exists(id)' };
    const TransactItems = [{ Put: put }, ...balanceAdditions(balancesOf(mergedLines(entry.lines)), shard)];
    try {
      await attempted(send(new TransactWriteItems({ TransactItems, ClientRequestToken: newId() })));
      return 'posted';
    } catch (error) {
      if (error instanceof TransactionInProgressException) return 'busy';
      if (!(error instanceof TransactionCanceledException)) throw error;
      return error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed' ? 'known' : 'busy';
    }
  }

  return {
    /** Posts an entry once: its id is the deduplication marker. Resolves with what is stored. */
    async post(entry: JournalEntry): Promise<Readonly<{ entry: JournalEntry; posted: boolean }>> {
      for (let tries = 0; tries < maxTries; tries++) {
        const outcome = await attempt(entry);
        if (outcome === 'posted') return { entry, posted: true };
        const stored = outcome === 'known' ? await get(entry.id) : undefined;
        if (stored !== undefined) return { entry: stored, posted: false };
        await sleep(random() * 20 * 2 ** tries);
      }
      throw new Refusal('store_unavailable', 'the balances are busy; try again', { retryAfterSeconds: 1 });
    },
  };
}
