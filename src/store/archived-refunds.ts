import type { FailedRefund, Refund } from '../domain/refund-states.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, UpdateItem } from '../runtime/operations.ts';
import { archivedRefundItem, archivedRefundOf, archiveId } from './archived-refund-item.ts';
import { attempted, conditional } from './dynamo.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** Failed refunds that made room in their payment's item. Their keys are still answered with the same 402. */
export function archivedRefunds({ send }: Pick<Io, 'send'>) {
  return {
    async archived(refundId: string): Promise<Refund | undefined> {
      const Key = { id: archiveId(refundId) };
      const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
      return Item && archivedRefundOf(refundId, Item);
    },

    /** Copies a failed refund, which never changes again: so a copy that is there already is the same. */
    async archive(paymentId: string, refund: FailedRefund): Promise<void> {
      const { id, ...item } = archivedRefundItem(paymentId, refund);
      const operation = new UpdateItem({
        TableName,
        Key: { id },
        UpdateExpression: 'SET payment_id = :payment, refund = :refund',
        ConditionExpression: 'attribute_not_exists(id)',
        ExpressionAttributeValues: { ':payment': item.payment_id, ':refund': item.refund },
      });
      await conditional(send(operation));
    },
  };
}
