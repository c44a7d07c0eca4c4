import type { Held } from '../domain/hold.ts';
import type { Payment } from '../domain/payment.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** No payment's id has a `#`. */
const holdId = ({ kind, id }: Held): string => `${kind}#${id}`;

type Holder = Pick<Payment, 'id' | 'generation'>;

/** Which payment a trip or an order has: an item of its own beside the payments, taken by a conditional write. */
export function holds({ send }: Pick<Io, 'send'>) {
  return {
    /**
     * Takes a hold for a payment: from nobody, or from a payment that was seen to leave it free. Gives the payment
     * that has it then.
     */
    async hold(held: Held, payment: Holder, free: Holder | undefined): Promise<string> {
      const write = await conditional(
        send(
          new PutItem({
            TableName,
            ...(held.kind === 'trip' ? tripHold(payment, free) : orderHold(payment, free)),
            Item: {
              id: holdId(held),
              payment_id: payment.id,
              ...(held.kind === 'order' && { generation: payment.generation }),
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return write.done ? payment.id : String(write.stored?.payment_id);
    },

    /** The payment that has a hold. */
    async holder(held: Held): Promise<string | undefined> {
      const key = { id: holdId(held) };
      const { Item } = await attempted(send(new GetItem({ TableName, Key: key, ConsistentRead: true })));
      return Item && String(Item.payment_id);
    },
  };
}

/** A payment of a trip that failed stays failed, so its id is enough. */
const tripHold = (payment: Holder, free: Holder | undefined) => ({
  ConditionExpression: `attribute_not_exists(id) OR payment_id = :payment${free === undefined ? '' : ' OR payment_id = :free'}`,
  ExpressionAttributeValues: { ':payment': payment.id, ...(free && { ':free': free.id }) },
});

/**
 * A payment of an order that failed may be begun again, as its next generation: whoever saw it fail must not take the
 * hold from that one.
 */
const orderHold = (payment: Holder, free: Holder | undefined) => ({
  ConditionExpression:
    'attribute_not_exists(id) OR (payment_id = :payment AND generation <= :generation)' +
    (free === undefined ? '' : ' OR (payment_id = :free AND generation <= :freeGeneration)'),
  ExpressionAttributeValues: {
    ':payment': payment.id,
    ':generation': payment.generation,
    ...(free && { ':free': free.id, ':freeGeneration': free.generation }),
  },
});
