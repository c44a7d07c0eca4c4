import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { countOf } from './pages.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type Notices = ReturnType<typeof notices>;

/** Notifications of the release before: markers of those that were sent, for 7 days, and dead letters, for 90. */
export function notices({ send }: Pick<Io, 'send'>) {
  return {
    async wasSent(eventId: string): Promise<boolean> {
      const key = { id: 'notified', sort: eventId };
      const { Item } = await attempted(send(new GetItem({ TableName, Key: key, ConsistentRead: true })));
      return Item !== undefined;
    },

    countUndelivered: (): Promise<number> => countOf(TableName, 'dead-letter', { send }),
  };
}
