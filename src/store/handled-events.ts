import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

/** Longer than any processor sends an event again: Stripe does for 3 days (https://docs.stripe.com/webhooks). */
const keptMs = 7 * 86_400_000;

export type HandledEvents = ReturnType<typeof handledEvents>;

/** Events of processors that were handled. It saves asking the processor again, and nothing depends on it. */
export function handledEvents({ send }: Pick<Io, 'send'>) {
  const keyOf = (processor: string, eventId: string) => ({ id: `event#${processor}#${eventId}`, sort: 'handled' });
  return {
    async has(processor: string, eventId: string): Promise<boolean> {
      const Key = keyOf(processor, eventId);
      const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
      return Item !== undefined;
    },

    async record(processor: string, eventId: string, now: number): Promise<void> {
      const expires_at = Math.ceil((now + keptMs) / 1_000);
      await attempted(send(new PutItem({ TableName, Item: { ...keyOf(processor, eventId), expires_at } })));
    },
  };
}
