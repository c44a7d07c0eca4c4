import * as z from 'zod/mini';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');
const id = 'event-cursor';

/** Since when a processor's events are to be read, and when (both in ms since the epoch). */
type EventCursor = Readonly<{ since: number; dueAt: number }>;

const CursorItem = z.object({ since: z.int(), due_at: z.int() });

export type EventCursors = ReturnType<typeof eventCursors>;

/** How far the list of each processor's events was read. Without a cursor, it is read as far back as the processor has it. */
export function eventCursors({ send }: Pick<Io, 'send'>) {
  return {
    async read(processor: string): Promise<EventCursor | undefined> {
      const { Item } = await attempted(
        send(new GetItem({ TableName, Key: { id, sort: processor }, ConsistentRead: true })),
      );
      if (Item === undefined) return undefined;
      const { since, due_at: dueAt } = CursorItem.parse(Item);
      return { since, dueAt };
    },

    async keep(processor: string, { since, dueAt }: EventCursor): Promise<void> {
      await attempted(send(new PutItem({ TableName, Item: { id, sort: processor, since, due_at: dueAt } })));
    },
  };
}
