import type { CompletedPayment } from '../domain/payment.ts';
import type { CompletedRefund, PendingRefund, RefundDecision } from '../domain/refund-states.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { dueAsSeen, dueValues } from './due-condition.ts';
import { conditional } from './dynamo.ts';
import { fenceOf, fenceValues } from './refund-fence.ts';
import { type Changed, refundUpdate, totalsAfter } from './refund-update.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** A version before did not store the processor's id with a refund that has to wait. */
function referenceToLearn(refund: PendingRefund, outcome: RefundDecision): string | undefined {
  const isKnown = (refund.externalReference ?? refund.reference) !== undefined;
  return isKnown || outcome.status === 'failed' ? undefined : outcome.reference;
}

/** Refunds that were answered: what becomes of those that are on the way, or come back. */
export function answeredRefunds({ send }: Pick<Io, 'send'>) {
  const update = refundUpdate({ send });
  return {
    /** Ends the waiting of a pending refund. */
    decide: (paymentId: string, refund: PendingRefund, outcome: RefundDecision, at: string): Promise<Changed> => {
      const { status } = outcome;
      const learned = referenceToLearn(refund, outcome);
      const sets = [
        'refunds.#refund.#status = :status, refunds.#refund.settled_at = :at',
        ...totalsAfter[status],
        ...(learned === undefined ? [] : ['refunds.#refund.#reference = :reference']),
      ];
      return update(paymentId, refund.id, {
        UpdateExpression: `SET ${sets.join(', ')}`,
        ConditionExpression: 'refunds.#refund.#status = :pending',
        ExpressionAttributeValues: {
          ':status': status,
          ':at': at,
          ':amount': refund.amountMinor,
          ':pending': 'pending',
          ...(learned === undefined ? {} : { ':reference': learned }),
        },
      });
    },

    /** Gives the amount of a refund that came back to what is refundable, once. */
    reverse: (paymentId: string, refund: CompletedRefund, at: string): Promise<Changed> =>
      update(paymentId, refund.id, {
        UpdateExpression:
          'SET refunds.#refund.#status = :reversed, refunds.#refund.reversed_at = :at, ' +
          'refunded_minor = refunded_minor - :amount, refundable_minor = refundable_minor + :amount',
        ConditionExpression:
          'refunds.#refund.#status = :completed AND attribute_not_exists(refunds.#refund.reversed_at)',
        ExpressionAttributeValues: {
          ':reversed': 'reversed',
          ':at': at,
          ':amount': refund.amountMinor,
          ':completed': 'completed',
        },
      }),

    /**
     * Says when a payment's refunds and disputes are looked at next, or that they are not, unless its due time was changed since it
     * was read. A due time is taken away, or put off, only if there is no other refund since, and no dispute, which raises the
     * fence: whatever has to be looked at later leaves an earlier due time as it is.
     */
    reschedule: async (seen: CompletedPayment, next: string | undefined): Promise<void> => {
      const { id, dueAt, polls } = seen;
      // An event brings payments in line of which nothing is due.
      if (dueAt === undefined && next === undefined) return;
      const isSooner = next !== undefined && (dueAt === undefined || next < dueAt);
      const asSeen = [dueAsSeen(seen), ...(isSooner ? [] : ['size(refunds) = :known', fenceOf(seen)])];
      const operation = new UpdateItem({
        TableName,
        Key: { id },
        UpdateExpression: next === undefined ? 'REMOVE due_at, polls' : 'SET due_at = :next, polls = :polls',
        ConditionExpression: asSeen.join(' AND '),
        ExpressionAttributeValues: {
          ...(isSooner ? {} : { ':known': Object.keys(seen.refunds).length, ...fenceValues(seen) }),
          ...dueValues(seen),
          ...(next === undefined ? {} : { ':next': next, ':polls': polls + 1 }),
        },
      });
      await conditional(send(operation));
    },
  };
}
