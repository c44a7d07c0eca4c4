import type { Payment } from '../domain/payment.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { archiveId } from './archived-refund-item.ts';
import { conditional } from './dynamo.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** An expression has at most 4 KB (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */
const mostReasons = 50;

export type Redactions = ReturnType<typeof redactions>;

/** Removes a payment's free text. Nothing about its money, its identity or its fingerprint is in that. */
export function redactions({ send }: Pick<Io, 'send'>) {
  return {
    /**
     * Resolves with false if the payment is not as it was seen: its status and its refunds must be the same. Removes the reasons of
     * 50 refunds, and those of the others when it is called again.
     */
    async redact({ id, status, refunds }: Payment, at: string): Promise<boolean> {
      const withReason = Object.values(refunds)
        .filter(({ reason }) => reason !== undefined)
        .slice(0, mostReasons);
      const names = withReason.map((refund, index) => [`#refund${index}`, refund.id] as const);
      const operation = new UpdateItem({
        TableName,
        Key: { id },
        UpdateExpression: `SET redacted_at = :at REMOVE ${[
          'metadata',
          ...names.map(([name]) => `refunds.${name}.reason`),
        ].join(', ')}`,
        ConditionExpression: [
          '#status = :status AND size(refunds) = :count',
          ...names.map(([name]) => `attribute_exists(refunds.${name})`),
        ].join(' AND '),
        ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names) },
        ExpressionAttributeValues: { ':at': at, ':status': status, ':count': Object.keys(refunds).length },
      });
      return (await conditional(send(operation))).done;
    },

    /** The same of a failed refund that was moved out of its payment. */
    async redactArchived(paymentId: string, refundId: string): Promise<void> {
      const operation = new UpdateItem({
        TableName,
        Key: { id: archiveId(refundId) },
        UpdateExpression: 'REMOVE refund.reason',
        ConditionExpression: 'payment_id = :payment',
        ExpressionAttributeValues: { ':payment': paymentId },
      });
      await conditional(send(operation));
    },
  };
}
