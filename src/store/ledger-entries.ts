import type { JournalEntry } from '../domain/ledger.ts';
import { namedEvent } from '../domain/recorded-event.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { eventKey } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { type DayRange, itemsByDay } from './items-by-day.ts';
import { entryKey, journalEntryOf } from './journal-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type LedgerEntries = ReturnType<typeof ledgerEntries>;

/** An item of a list by time, and its position there. The entry is undefined for an item without lines. */
export type ListedEntry = Readonly<{ position: string; entry: JournalEntry | undefined }>;

/** Reads ledger entries: those of events, and those without an event. */
export function ledgerEntries({ send }: Pick<Io, 'send'>) {
  /** The item of an event or entry, by its public id. */
  async function item(id: string): Promise<Item | undefined> {
    const named = namedEvent(id);
    const Key = named === undefined ? entryKey(id) : eventKey(named);
    const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
    return Item;
  }

  return {
    item,

    async get(id: string): Promise<JournalEntry | undefined> {
      const found = await item(id);
      return found && journalEntryOf(found);
    },

    /** Entries of some days, the newest first; read as far as they are taken. */
    async *byDay(range: Omit<DayRange, 'shards'>): AsyncGenerator<ListedEntry, void> {
      for await (const one of itemsByDay({ ...range, shards: indexShards }, { send })) {
        yield { position: String(one.time_sort), entry: journalEntryOf(one) };
      }
    },
  };
}
