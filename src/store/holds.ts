import type { Held } from '../domain/hold.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import { type HoldingPayment, holdCondition, holdId, holdItemOf } from './hold-item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** Which payment a trip or an order has: an item of its own beside the payments, taken by a conditional write. */
export function holds({ send }: Pick<Io, 'send'>) {
  return {
    /**
     * Takes a hold for a payment: from nobody, or from a payment that was seen to leave it free. Gives the payment
     * that has it then.
     */
    async hold(held: Held, payment: HoldingPayment, free: HoldingPayment | undefined): Promise<string> {
      const write = await conditional(
        send(
          new PutItem({
            TableName,
            ...holdCondition(held.kind, payment, free),
            Item: holdItemOf(held, payment),
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
