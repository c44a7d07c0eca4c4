import * as z from 'zod/mini';
import type { JournalEntry } from '../domain/ledger.ts';
import { dayOf, eventId } from '../domain/recorded-event.ts';
import { dayPartition, isEventItem, LineItem, recordedEventOf } from './event-item.ts';
import type { Item } from './item.ts';
import { timeIndex } from './time-index.ts';

const prefix = 'entry#';

/** The key of an entry without an event. */
export const entryKey = (id: string) => ({ id: `${prefix}${id}`, sort: 'entry' });

const isEntryItem = ({ id }: Item): boolean => String(id).startsWith(prefix);

const EntryItem = z.object({
  id: z.string(),
  type: z.string(),
  at: z.string(),
  posted_at: z.optional(z.string()),
  reason: z.optional(z.string()),
  resolves: z.optional(z.string()),
  processor: z.optional(z.string()),
  lines: z.array(LineItem),
});

/** Where an entry stands in lists by time. */
const entryPosition = ({ id, at, postedAt }: Pick<JournalEntry, 'id' | 'at' | 'postedAt'>): string =>
  `${postedAt ?? at}#${id}`;

/** The item of an entry without an event. `shards`: partitions of each day in the index. */
export function entryItemOf(entry: JournalEntry, shards: number): Item {
  const { id, type, at, postedAt, lines, reason, resolves, processor } = entry;
  const { time_shard: shard } = timeIndex(id, at, shards);
  const place = { day: dayPartition(dayOf(postedAt ?? at), shard), time_sort: entryPosition(entry) };
  return { ...entryKey(id), type, at, posted_at: postedAt, lines, reason, resolves, processor, ...place };
}

/** The entry in an item of the events table; undefined for items without lines. */
export function journalEntryOf(item: Item): JournalEntry | undefined {
  if (isEventItem(item)) {
    const event = recordedEventOf(item);
    const { type, at, postedAt, paymentId, lines } = event;
    if (lines.length === 0) return undefined;
    return { id: eventId(event), type, at, postedAt, paymentId, lines, reason: undefined, resolves: undefined };
  }
  if (!isEntryItem(item)) return undefined;
  const { id, type, at, posted_at, lines, reason, resolves, processor } = EntryItem.parse(item);
  const own = { id: id.slice(prefix.length), type, at, postedAt: posted_at, paymentId: undefined };
  return { ...own, lines, reason, resolves, processor };
}
