import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, Query } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';

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
