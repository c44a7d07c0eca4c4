import { requiredEnv } from '../../src/runtime/env.ts';
import type { Io } from '../../src/runtime/io.ts';
import { PutItem, Query } from '../../src/runtime/operations.ts';
import { attempted } from '../../src/store/dynamo.ts';
import { partition, type Received, receivedItem } from './received-item.ts';

const tableName = requiredEnv('NOTIFICATIONS_TABLE');

/** What the stub of the notification service received, each delivery by itself: what comes twice is kept twice. */
export const receivedNotifications = ({ send, now, newId }: Pick<Io, 'send' | 'now' | 'newId'>) => ({
  async add(body: string): Promise<Received> {
    const Item = receivedItem(body, now(), newId());
    await attempted(send(new PutItem({ TableName: tableName, Item })));
    return { received_at: Item.received_at, body };
  },

  /** The newest first, as many as fit into one answer of DynamoDB. */
  async list(limit: number): Promise<readonly Received[]> {
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
