import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { balancesOf, type JournalEntry, mergedLines } from '../domain/ledger.ts';
import { namedEvent } from '../domain/recorded-event.ts';
import { Refusal } from '../domain/refusal.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, TransactWriteItems } from '../runtime/operations.ts';
import { balanceAdditions } from './balance-additions.ts';
import { counterShards } from './counters.ts';
import { attempted } from './dynamo.ts';
import { eventKey } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { type DayRange, itemsByDay } from './items-by-day.ts';
import { entryItemOf, entryKey, journalEntryOf } from './journal-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type Journal = ReturnType<typeof journal>;

/** Another transaction was in the way so often. */
const maxTries = 5;

/** Ledger entries: those of events are read here and recorded with their events; others are also posted here. */
export function journal(
  { send, newId, random, sleep }: Pick<Io, 'send' | 'newId' | 'random' | 'sleep'>,
  shards = counterShards,
) {
  async function item(id: string): Promise<Item | undefined> {
    const named = namedEvent(id);
    const Key = named === undefined ? entryKey(id) : eventKey(named);
    const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
    return Item;
  }

  async function get(id: string): Promise<JournalEntry | undefined> {
    const found = await item(id);
    return found && journalEntryOf(found);
  }

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
    item,
    get,

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

    /** Entries of some days, the newest first; read as far as they are taken. Undefined for each item without lines. */
    async *byDay(range: Omit<DayRange, 'shards' | 'type'>): AsyncGenerator<JournalEntry | undefined, void> {
      for await (const one of itemsByDay({ ...range, shards: indexShards }, { send })) yield journalEntryOf(one);
    },
  };
}
