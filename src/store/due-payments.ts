import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { DeleteItem, PutItem, Query } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');
const id = 'due';

/** A payment whose processor is to be asked at an instant (ISO). */
export type DuePayment = Readonly<{ id: string; dueAt: string }>;

export type DuePayments = ReturnType<typeof duePayments>;

/**
 * Which payments are due when, as far as the stream has told. Rows are hints: the payment says whether it is due, so one that
 * is told late or twice costs a read, and is taken away then.
 */
export function duePayments({ send }: Pick<Io, 'send'>) {
  return {
    async keep(due: DuePayment): Promise<void> {
      await attempted(send(new PutItem({ TableName, Item: { id, sort: sortOf(due) } })));
    },

    async forget(due: DuePayment): Promise<void> {
      await attempted(send(new DeleteItem({ TableName, Key: { id, sort: sortOf(due) } })));
    },

    /** At most so many that are due by an instant, the longest overdue first: so none is passed over for ever. */
    async by(instant: string, most: number): Promise<DuePayment[]> {
      const page = new Query({
        TableName,
        KeyConditionExpression: 'id = :id AND sort < :after',
        ExpressionAttributeValues: { ':id': id, ':after': `${instant}$` },
        Limit: most,
      });
      const { Items = [] } = await attempted(send(page));
      return Items.map(({ sort }) => dueOf(String(sort)));
    },
  };
}

/** `#` sorts before `$`, and instants of one length sort by time. */
const sortOf = ({ id: paymentId, dueAt }: DuePayment): string => `${dueAt}#${paymentId}`;

function dueOf(sort: string): DuePayment {
  const at = sort.indexOf('#');
  return { dueAt: sort.slice(0, at), id: sort.slice(at + 1) };
}
