import { requiredEnv } from '../../src/runtime/env.ts';
import type { Io } from '../../src/runtime/io.ts';
import { PutItem, Query } from '../../src/runtime/operations.ts';
import { attempted } from '../../src/store/dynamo.ts';
import { partition, type ReceivedNotification, receivedItem } from './received-item.ts';

const tableName = requiredEnv('NOTIFICATIONS_TABLE');

/** Store of the notifications that the stub received. It keeps every delivery, including duplicates. */
export const receivedNotifications = ({ send, now, newId }: Pick<Io, 'send' | 'now' | 'newId'>) => ({
  async add(body: string): Promise<ReceivedNotification> {
    const Item = receivedItem(body, now(), newId());
    await attempted(send(new PutItem({ TableName: tableName, Item })));
    return { received_at: Item.received_at, body };
  },

  /** Newest first, at most one DynamoDB page (1 MB). */
  async list(limit: number): Promise<readonly ReceivedNotification[]> {
    const { Items = [] } = await attempted(
      send(
        new Query({
          TableName: tableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': partition },
          ScanIndexForward: false,
          Limit: limit,
        }),
      ),
    );
    return Items.map(({ received_at, body }) => ({ received_at: String(received_at), body: String(body) }));
  },
});
