import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { dayPartition } from './event-item.ts';
import type { Item } from './item.ts';
import { earlier, type IndexQuery, newestFirst } from './newest-first.ts';

const TableName = requiredEnv('EVENTS_TABLE');

/** Partitions that are asked at once, when days are empty. */
const mostPartitionsAtOnce = 32;

export type DayRange = Readonly<{
  /** From `lastDay` back to `firstDay`, and before the position `after` and the instant `until`. */
  firstDay: string;
  lastDay: string;
  after: string | undefined;
  until: string | undefined;
  shards: number;
  /** How many are likely to be taken. */
  expected: number;
}>;

/** Events and entries of some days, the newest first; read as far as they are taken. The index follows within moments. */
export async function* itemsByDay(range: DayRange, io: Pick<Io, 'send'>): AsyncGenerator<Item, void> {
  const { firstDay, lastDay, after, until, shards, expected } = range;
  const before = earlier(after, until);
  let day = earlier(before?.slice(0, 10), lastDay) ?? lastDay;
  for (let count = 1; day >= firstDay; count = Math.min(2 * count, Math.max(1, mostPartitionsAtOnce / shards))) {
    const days = daysBack(day, firstDay, count);
    yield* newestFirst(queryOf(days, shards), { before, expected }, io);
    day = dayBefore(days.at(-1) ?? day);
  }
}

/** `day` is a reserved word of DynamoDB's. */
function queryOf(days: readonly string[], shards: number): IndexQuery {
  const partitions = days.flatMap((day) => Array.from({ length: shards }, (_, shard) => dayPartition(day, shard)));
  const ExpressionAttributeNames = { '#day': 'day' };
  return { TableName, IndexName: 'by-day', partitionKey: '#day', partitions, ExpressionAttributeNames };
}

const dayMs = 86_400_000;

const dayBefore = (day: string): string => new Date(Date.parse(day) - dayMs).toISOString().slice(0, 10);

function daysBack(day: string, firstDay: string, most: number): readonly string[] {
  const days: string[] = [];
  for (let one = day; one >= firstDay && days.length < most; one = dayBefore(one)) days.push(one);
  return days;
}
