import type { Disputes as PaymentDisputes } from '../domain/dispute.ts';
import type { CompletedPayment } from '../domain/payment.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { disputesItem } from './dispute-item.ts';
import { dueAsSeen, dueValues } from './due-condition.ts';
import { conditional } from './dynamo.ts';
import { paymentOf } from './payment-item.ts';
import { fenceOf, fenceValues } from './refund-fence.ts';
import type { Changed } from './refund-update.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

export type DisputesTable = ReturnType<typeof disputes>;

/** The disputes within a payment's item. */
export function disputes({ send }: Pick<Io, 'send'>) {
  return {
    /**
     * Records disputes over those that were seen, and raises the refund fence: a reservation that was sent before fails, and so
     * does a record that was read at the processor before this one. `dueAt` is kept unless the payment is due earlier, as it was seen:
     * a look at its refunds may have ended meanwhile, and have taken that due time away.
     */
    async record(seen: CompletedPayment, after: PaymentDisputes, dueAt: string | undefined): Promise<Changed> {
      const isDue = dueAt !== undefined && (seen.dueAt === undefined || dueAt < seen.dueAt);
      const operation = new UpdateItem({
        TableName,
        Key: { id: seen.id },
        UpdateExpression: `SET disputes = :disputes, refund_fence = :raised${isDue ? ', due_at = :due' : ''}`,
        ConditionExpression: `#status = :completed AND ${fenceOf(seen)}${dueAt === undefined ? '' : ` AND ${dueAsSeen(seen)}`}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':disputes': disputesItem(after),
          ':raised': seen.refundFence + 1,
          ':completed': 'completed',
          ...fenceValues(seen),
          ...(isDue && { ':due': dueAt }),
          ...(dueAt !== undefined && dueValues(seen)),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const write = await conditional(send(operation));
      const item = write.done ? write.value.Attributes : write.stored;
      return { done: write.done, payment: item && paymentOf(item) };
    },
  };
}
