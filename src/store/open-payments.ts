import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { requiredEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { attempted, conditional, type Item } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

/** `since` is an ISO instant. */
type OpenSince = Readonly<{ id: string; since: string }>;

export type OpenPayments = ReturnType<typeof openPayments>;

/** Which payments somebody is at work on, as far as the stream has told: for the sweeper, and for nothing about money. */
export function openPayments({ send }: Pick<Io, 'send'>) {
  return {
    async keep(paymentId: string, since: string): Promise<void> {
      await attempted(send(new PutCommand({ TableName, Item: { id: 'open', sort: paymentId, since } })));
    },

    /** Only if it has not been opened again since: a write that comes late must not take the newer mark away. */
    async forget(paymentId: string, until: string): Promise<void> {
      const command = new DeleteCommand({
        TableName,
        Key: { id: 'open', sort: paymentId },
        ConditionExpression: 'since <= :until',
        ExpressionAttributeValues: { ':until': until },
      });
      await conditional(send(command));
    },

    /** At most so many that are open since before an instant, by their ids. */
    async since(before: string, most: number): Promise<OpenSince[]> {
      const found: OpenSince[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = new QueryCommand({
          TableName,
          KeyConditionExpression: 'id = :id',
          FilterExpression: 'since < :before',
          ExpressionAttributeValues: { ':id': 'open', ':before': before },
          ExclusiveStartKey,
        });
        const { Items = [], LastEvaluatedKey } = await attempted(send(page));
        found.push(...Items.map(({ sort, since }) => ({ id: String(sort), since: String(since) })));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey && found.length < most);
      return found.slice(0, most);
    },
  };
}
