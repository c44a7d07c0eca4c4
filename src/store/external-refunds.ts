import type { Payment } from '../domain/payment.ts';
import type { CompletedRefund, PendingRefund } from '../domain/refund-states.ts';
import type { Io } from '../runtime/io.ts';
import { fenceOf, fenceValues } from './refund-fence.ts';
import { settledRefundItemOf } from './refund-item.ts';
import { type Changed, refundUpdate, totalsAfter } from './refund-update.ts';

/** Refunds that were made at the processor. */
export function externalRefunds({ send }: Pick<Io, 'send'>) {
  const update = refundUpdate({ send });
  return {
    /**
     * Adds an external refund to what was given back, once, if what is refundable suffices. The fence is as it was seen, because an
     * entry that failed and was archived since must not come back by a write that is late; and so is the number of refunds,
     * because one that was begun since may be the very refund that looks external. `dueAt`: an instant at which the payment is
     * not due yet, so that a look which began before, and found nothing, does not end the looking.
     */
    recordExternal: (seen: Payment, refund: PendingRefund | CompletedRefund, dueAt: string): Promise<Changed> =>
      update(seen.id, refund.id, {
        UpdateExpression: `SET ${[
          'refundable_minor = refundable_minor - :amount, refunds.#refund = :refund',
          ...totalsAfter[refund.status],
          'due_at = :due',
        ].join(', ')}`,
        ConditionExpression:
          `#status = :completed AND refundable_minor >= :amount AND ${fenceOf(seen)} ` +
          'AND attribute_not_exists(refunds.#refund) AND size(refunds) = :known',
        ExpressionAttributeValues: {
          ':refund': settledRefundItemOf(refund),
          ':amount': refund.amountMinor,
          ':completed': 'completed',
          ':known': Object.keys(seen.refunds).length,
          ':due': dueAt,
          ...fenceValues(seen),
        },
      }),
  };
}
