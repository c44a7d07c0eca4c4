import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { balancesOf, type JournalEntry, mergedLines } from '../domain/ledger.ts';
import { Refusal } from '../domain/refusal.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { TransactWriteItems } from '../runtime/operations.ts';
import { balanceAdditions } from './balance-additions.ts';
import { balancesBusy } from './balances-busy.ts';
import { counterShards } from './counters.ts';
import { attempted } from './dynamo.ts';
import { indexShards } from './index-shards.ts';
import { entryItemOf } from './journal-item.ts';
import { ledgerEntries } from './ledger-entries.ts';
import { resolvedKey } from './settlement-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export const resolvedBefore = (breakId: string | undefined) =>
  new Refusal('break_resolved', `another correction has resolved the break ${breakId}`, {
    field: '/resolves',
    more: { break_id: breakId },
  });

export type Journal = ReturnType<typeof journal>;

const isAbsent = 'attribute_not_exists(id)';
const refused = 'ConditionalCheckFailed';
/** Another transaction was in the way so often. */
const maxTries = 5;
/** An entry takes an item, and changes four balances at most; DynamoDB's limit for one transaction is 100 items. */
const mostTogether = 19;

/** Posts ledger entries without an event; those of events are recorded with their events. */
export function journal(
  { send, newId, random, sleep }: Pick<Io, 'send' | 'newId' | 'random' | 'sleep'>,
  shards = counterShards,
) {
  const { get } = ledgerEntries({ send });

  /**
   * Whether this transaction was done, found entries that were posted before (their ids), found a break that is resolved, or has to
   * be tried again.
   */
  async function attempt(
    entries: readonly JournalEntry[],
  ): Promise<'posted' | 'busy' | 'resolved' | ReadonlySet<string>> {
    const shard = shards === 1 ? 0 : Math.floor(random() * shards);
    const puts = entries.map((entry) => ({
      Put: { TableName, Item: entryItemOf(entry, indexShards), ConditionExpression: isAbsent },
    }));
    const markers = entries.flatMap(({ resolves, processor }) =>
      resolves === undefined
        ? []
        : [{ Put: { TableName, Item: resolvedKey(resolves, processor), ConditionExpression: isAbsent } }],
    );
    const balances = balancesOf(mergedLines(entries.flatMap(({ lines }) => lines)));
    const TransactItems = [...puts, ...markers, ...balanceAdditions(balances, shard)];
    try {
      await attempted(send(new TransactWriteItems({ TransactItems, ClientRequestToken: newId() })));
      return 'posted';
    } catch (error) {
      if (error instanceof TransactionInProgressException) return 'busy';
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      const known = entries.filter((_, index) => codes[index] === refused).map(({ id }) => id);
      if (known.length > 0) return new Set(known);
      // An entry in conflict may be this one, whose earlier attempt is not over and has written the mark of the break.
      const isResolved = codes.includes(refused) && entries.every((_, index) => codes[index] === 'None');
      return isResolved ? 'resolved' : 'busy';
    }
  }

  async function postTogether(entries: readonly JournalEntry[]): Promise<number> {
    let left = entries;
    for (let tries = 0; tries < maxTries; ) {
      if (left.length === 0) return 0;
      const outcome = await attempt(left);
      if (outcome === 'posted') return left.length;
      if (outcome === 'resolved') throw new Error('only a correction resolves a break');
      if (outcome === 'busy') await sleep(random() * 20 * 2 ** tries++);
      else left = left.filter(({ id }) => !outcome.has(id));
    }
    throw balancesBusy();
  }

  return {
    /**
     * Posts an entry once: its id is the deduplication marker. Resolves with what is stored. Throws `break_resolved` if another entry
     * has resolved its break.
     */
    async post(entry: JournalEntry): Promise<Readonly<{ entry: JournalEntry; posted: boolean }>> {
      for (let tries = 0; tries < maxTries; tries++) {
        const outcome = await attempt([entry]);
        if (outcome === 'posted') return { entry, posted: true };
        if (outcome === 'resolved') throw resolvedBefore(entry.resolves);
        const stored = outcome === 'busy' ? undefined : await get(entry.id);
        if (stored !== undefined) return { entry: stored, posted: false };
        await sleep(random() * 20 * 2 ** tries);
      }
      throw balancesBusy();
    },

    /** Posts each of several entries once. Resolves with the number of those that were posted now. */
    async postAll(entries: readonly JournalEntry[]): Promise<number> {
      let posted = 0;
      for (let from = 0; from < entries.length; from += mostTogether) {
        posted += await postTogether(entries.slice(from, from + mostTogether));
      }
      return posted;
    },
  };
}
