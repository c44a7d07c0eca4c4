import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { DeleteItem, PutItem } from '../runtime/operations.ts';
import { conditional } from './dynamo.ts';
import { itemsOf } from './pages.ts';
import { sortable } from './sequence.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

/** `since` is an ISO instant; `sequence` is the number of the stream's record that tells of it. */
type OpenPayment = Readonly<{ id: string; since: string; sequence: string }>;

export type OpenPayments = ReturnType<typeof openPayments>;

/** Which payments somebody is at work on, as far as the stream has told: for the sweeper, and for nothing about money. */
export function openPayments({ send }: Pick<Io, 'send'>) {
  return {
    /** Only if no later record has been heard of: what is told again, or comes late, changes nothing. */
    async keep({ id, since, sequence }: OpenPayment): Promise<void> {
      const operation = new PutItem({
        TableName,
        Item: { id: 'open', sort: id, since, as_of: sortable(sequence) },
        ConditionExpression: 'attribute_not_exists(as_of) OR as_of <= :as_of',
        ExpressionAttributeValues: { ':as_of': sortable(sequence) },
      });
      await conditional(send(operation));
    },

    /** Only if it has not been opened again since: a delete that comes late must not take the newer mark away. */
    async forget({ id, sequence }: Pick<OpenPayment, 'id' | 'sequence'>): Promise<void> {
      const operation = new DeleteItem({
        TableName,
        Key: { id: 'open', sort: id },
        ConditionExpression: 'as_of <= :as_of',
        ExpressionAttributeValues: { ':as_of': sortable(sequence) },
      });
      await conditional(send(operation));
    },

    /** At most so many that are open since before an instant, by their ids. */
    async since(before: string, most: number): Promise<OpenPayment[]> {
      const found: OpenPayment[] = [];
      const query = {
        TableName,
        KeyConditionExpression: 'id = :id',
        FilterExpression: 'since < :before',
        ExpressionAttributeValues: { ':id': 'open', ':before': before },
      };
      for await (const { sort, since, as_of } of itemsOf(query, { send })) {
        if (found.push({ id: `${sort}`, since: `${since}`, sequence: `${as_of}` }) === most) break;
      }
      return found;
    },
  };
}
