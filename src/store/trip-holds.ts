import { requiredEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { attempted, conditional } from './dynamo.ts';
import { GetItem, PutItem } from './operations.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** No payment's id has a `#`. */
const tripHoldId = (tripId: string) => `trip#${tripId}`;

/** Which payment a trip has: an item of its own beside the payments, taken by a conditional write. */
export function tripHolds({ send }: Pick<Io, 'send'>) {
  return {
    /**
     * Takes hold of a trip for a payment, from nobody or from a failed payment that was seen. Gives the payment that
     * holds the trip then.
     */
    async holdTrip(tripId: string, paymentId: string, failedHolder: string | undefined): Promise<string> {
      const from = failedHolder === undefined ? '' : ' OR payment_id = :from';
      const write = await conditional(
        send(
          new PutItem({
            TableName,
            Item: { id: tripHoldId(tripId), payment_id: paymentId },
            ConditionExpression: `attribute_not_exists(id) OR payment_id = :payment${from}`,
            ExpressionAttributeValues: {
              ':payment': paymentId,
              ...(failedHolder === undefined ? {} : { ':from': failedHolder }),
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return write.done ? paymentId : String(write.stored?.payment_id);
    },

    /** The payment that holds a trip. */
    async tripHolder(tripId: string): Promise<string | undefined> {
      const key = { id: tripHoldId(tripId) };
      const { Item } = await attempted(send(new GetItem({ TableName, Key: key, ConsistentRead: true })));
      return Item && String(Item.payment_id);
    },
  };
}
