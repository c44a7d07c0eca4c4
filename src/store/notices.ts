import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem, Query } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type Notices = ReturnType<typeof notices>;

/** Which events the notification service was told of, and which it never will be. */
export function notices({ send }: Pick<Io, 'send'>) {
  const put = async (Item: Item) => {
    await attempted(send(new PutItem({ TableName, Item })));
  };

  return {
    async wasSent(eventId: string): Promise<boolean> {
      const key = { id: 'notified', sort: eventId };
      const { Item } = await attempted(send(new GetItem({ TableName, Key: key, ConsistentRead: true })));
      return Item !== undefined;
    },

    markSent: (eventId: string, expiresAt: number) => put({ id: 'notified', sort: eventId, expires_at: expiresAt }),

    /** Keeps what could not be delivered, whole, for a person to look at. */
    keepUndelivered: (eventId: string, body: string, reason: string, at: string, expiresAt: number) =>
      put({ id: 'dead-letter', sort: eventId, body, reason, at, expires_at: expiresAt }),

    async countUndelivered(): Promise<number> {
      let count = 0;
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = new Query({
          TableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': 'dead-letter' },
          Select: 'COUNT',
          ExclusiveStartKey,
        });
        const { Count = 0, LastEvaluatedKey } = await attempted(send(page));
        count += Count;
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return count;
    },
  };
}
