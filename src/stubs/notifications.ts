import { requiredEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { attempted } from '../store/dynamo.ts';
import { PutItem, Query } from '../store/operations.ts';

/** One notification as it came in; `body` is the JSON text that was sent. */
export type Received = Readonly<{ received_at: string; body: string }>;

const tableName = requiredEnv('NOTIFICATIONS_TABLE');
const keptSeconds = 24 * 60 * 60;
/** All in one partition: a stub is asked little. */
const id = 'received';

/** What the stub of the notification service received, each delivery by itself: what comes twice is kept twice. */
export const receivedNotifications = ({ send, now, newId }: Pick<Io, 'send' | 'now' | 'newId'>) => ({
  async add(body: string): Promise<Received> {
    const received_at = new Date(now()).toISOString();
    const sort = `${received_at}#${newId()}`;
    const expires_at = Math.floor(now() / 1000) + keptSeconds;
    const Item = { id, sort, received_at, body, expires_at };
    await attempted(send(new PutItem({ TableName: tableName, Item })));
    return { received_at, body };
  },

  /** The newest first, as many as fit into one answer of DynamoDB. */
  async list(limit: number): Promise<readonly Received[]> {
    const { Items = [] } = await attempted(
      send(
        new Query({
          TableName: tableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': id },
          ScanIndexForward: false,
          Limit: limit,
        }),
      ),
    );
    return Items.map(({ received_at, body }) => ({ received_at: String(received_at), body: String(body) }));
  },
});
