import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { DeleteItem, PutItem, Query } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import { sortable } from './sequence.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');
const id = 'due';

/**
 * A payment whose processor is to be asked at an instant (ISO). `isSecondLook`: because of an event that was handled or a look that
 * failed, whatever the payment says of when it is due.
 */
export type DuePayment = Readonly<{ id: string; dueAt: string; isSecondLook?: boolean }>;

export type DuePayments = ReturnType<typeof duePayments>;

/** A row that the stream tells of: only if no later record has been heard of. `sequence` is that of the record. */
type ToldPayment = Pick<DuePayment, 'id' | 'dueAt'> & Readonly<{ sequence: string }>;

/**
 * Which payments are due when, as far as the stream has told. Its rows are hints: the payment says whether it is due, so one that
 * is told late or twice costs a read, and is taken away then. A row that is missing is what nothing makes up for: a payment can
 * become due again at an instant that it was moved away from, and a delete that comes late must not take that row. A second look
 * has a row of its own, which no change of its payment moves or takes away.
 */
export function duePayments({ send }: Pick<Io, 'send'>) {
  return {
    async keep(due: DuePayment): Promise<void> {
      await attempted(send(new PutItem({ TableName, Item: { id, sort: sortOf(due) } })));
    },

    async forget(due: DuePayment): Promise<void> {
      await attempted(send(new DeleteItem({ TableName, Key: { id, sort: sortOf(due) } })));
    },

    async keepTold({ sequence, ...due }: ToldPayment): Promise<void> {
      const operation = new PutItem({
        TableName,
        Item: { id, sort: sortOf(due), as_of: sortable(sequence) },
        ...noneLater(sequence),
      });
      await conditional(send(operation));
    },

    async forgetTold({ sequence, ...due }: ToldPayment): Promise<void> {
      await conditional(send(new DeleteItem({ TableName, Key: { id, sort: sortOf(due) }, ...noneLater(sequence) })));
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

/** Rows of earlier releases have no `as_of`. */
const noneLater = (sequence: string) => ({
  ConditionExpression: 'attribute_not_exists(as_of) OR as_of <= :as_of',
  ExpressionAttributeValues: { ':as_of': sortable(sequence) },
});

/** `#` sorts before `$`, and instants of one length sort by time. No payment has a `#` in its id. */
const sortOf = ({ id: paymentId, dueAt, isSecondLook }: DuePayment): string =>
  `${dueAt}#${paymentId}${isSecondLook ? secondLook : ''}`;
const secondLook = '#second-look';

function dueOf(sort: string): DuePayment {
  const [dueAt = '', paymentId = ''] = sort.split('#', 2);
  return { dueAt, id: paymentId, isSecondLook: sort.endsWith(secondLook) };
}
