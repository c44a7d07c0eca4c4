import type { Lease } from '../domain/lease.ts';
import type { Payment } from '../domain/payment.ts';
import { failedRefunds, mostFailedRefunds, mostLiveRefunds } from '../domain/refund-limits.ts';
import type { FailedRefund, ProcessingRefund, RefundOutcome } from '../domain/refund-states.ts';
import type { Io } from '../runtime/io.ts';
import { archivedRefunds } from './archived-refunds.ts';
import { dueAsSeen, dueValues } from './due-condition.ts';
import { leaseItem } from './lease-item.ts';
import { fenceOf, fenceValues } from './refund-fence.ts';
import { refundItemOf } from './refund-item.ts';
import { type Changed, refundUpdate, totalsAfter } from './refund-update.ts';

/** `all`: reserve only if the amount is still all that remains. `archived`: failed refunds to take out of the item. */
type Reserving = Readonly<{ all: boolean; archived: readonly FailedRefund[] }>;

export type Refunds = ReturnType<typeof refunds>;

/** The refunds within a payment's item: reserving and settling are one conditional write each. */
export function refunds({ send }: Pick<Io, 'send'>) {
  const update = refundUpdate({ send });

  return {
    ...archivedRefunds({ send }),

    /** How many failed refunds stay in the item. */
    mostFailed: mostFailedRefunds,

    /**
     * Takes a refund's amount out of what is refundable, unless a refusal raised the fence since `seen` was read. An
     * archived refund leaves the item, so that a late duplicate of its reservation must meet a raised fence, too.
     */
    reserve: (seen: Payment, refund: ProcessingRefund, { all, archived }: Reserving): Promise<Changed> => {
      const removed = archived.map((_, index) => `refunds.#old${index}`);
      return update(
        seen.id,
        refund.id,
        {
          UpdateExpression:
            'SET refunds.#refund = :refund, refundable_minor = refundable_minor - :amount' +
            (removed.length === 0 ? '' : `, refund_fence = :raised REMOVE ${removed.join(', ')}`),
          ConditionExpression:
            `#status = :completed AND refundable_minor ${all ? '=' : '>='} :amount AND ${fenceOf(seen)} ` +
            'AND attribute_not_exists(refunds.#refund) AND size(refunds) < :most',
          ExpressionAttributeValues: {
            ':refund': refundItemOf(refund),
            ':amount': refund.amountMinor,
            ':completed': 'completed',
            // Failed refunds only become more, so those that were seen do not count, and the limit holds.
            ':most': failedRefunds(seen).length + mostLiveRefunds(seen, refund.amountMinor),
            ...fenceValues(seen),
            ...(removed.length === 0 ? {} : { ':raised': seen.refundFence + 1 }),
          },
        },
        Object.fromEntries(archived.map(({ id }, index) => [`#old${index}`, id])),
      );
    },

    /** Raises the fence, unless the refund is there: no reservation that was sent before can be made after that. */
    refuse: (seen: Payment, refundId: string): Promise<Changed> =>
      update(seen.id, refundId, {
        UpdateExpression: 'SET refund_fence = :raised',
        ConditionExpression: `${fenceOf(seen)} AND attribute_not_exists(refunds.#refund)`,
        ExpressionAttributeValues: { ':raised': seen.refundFence + 1, ...fenceValues(seen) },
      }),

    /** Takes an expired lease from the owner that was seen. */
    takeOver: (paymentId: string, refundId: string, seenOwner: string, lease: Lease): Promise<Changed> =>
      update(paymentId, refundId, {
        UpdateExpression: 'SET refunds.#refund.#lease = :lease',
        ConditionExpression: 'refunds.#refund.#status = :processing AND refunds.#refund.#lease.#owner = :seen',
        ExpressionAttributeValues: { ':lease': leaseItem(lease), ':processing': 'processing', ':seen': seenOwner },
      }),

    /**
     * Settles a refund, if the lease by that owner still holds: money gone back counts, a refused one is given back, and of a
     * pending one the money stays reserved. What the payment's figures are then is what every replay shows. `dueAt` takes the
     * place of the due time that was seen, and of no other.
     */
    settle: (
      seen: Pick<Payment, 'id' | 'dueAt'>,
      refund: ProcessingRefund,
      owner: string,
      outcome: RefundOutcome,
      { at, dueAt }: Readonly<{ at: string; dueAt: string | undefined }>,
    ): Promise<Changed> => {
      const { status } = outcome;
      const sets = [
        'refunds.#refund.#status = :status, refunds.#refund.settled_by = :owner',
        `refunds.#refund.refunded_after = refunded_minor${status === 'completed' ? ' + :amount' : ''}`,
        `refunds.#refund.refundable_after = refundable_minor${status === 'failed' ? ' + :amount' : ''}`,
        ...(status === 'pending' ? ['refunds.#refund.answered_as = :status'] : ['refunds.#refund.settled_at = :at']),
        ...totalsAfter[status],
        ...('reference' in outcome ? ['refunds.#refund.#reference = :reference'] : []),
        ...(dueAt === undefined ? [] : ['due_at = :due']),
      ];
      return update(seen.id, refund.id, {
        UpdateExpression: `SET ${sets.join(', ')} REMOVE refunds.#refund.#lease`,
        ConditionExpression: `refunds.#refund.#lease.#owner = :owner${dueAt === undefined ? '' : ` AND ${dueAsSeen(seen)}`}`,
        ExpressionAttributeValues: {
          ':status': status,
          ':owner': owner,
          ...(status === 'pending' ? {} : { ':at': at, ':amount': refund.amountMinor }),
          ...('reference' in outcome ? { ':reference': outcome.reference } : {}),
          ...(dueAt === undefined ? {} : { ':due': dueAt, ...dueValues(seen) }),
        },
      });
    },

    /** Records the next key of a refund before anything is sent by it, if the lease by that owner still holds. */
    renewKey: (paymentId: string, refund: ProcessingRefund, owner: string, at: string): Promise<Changed> =>
      update(paymentId, refund.id, {
        UpdateExpression: 'SET refunds.#refund.attempt = :next, refunds.#refund.key_since = :at',
        ConditionExpression: 'refunds.#refund.#lease.#owner = :owner',
        ExpressionAttributeValues: { ':next': refund.attempt + 1, ':at': at, ':owner': owner },
      }),

    /** Lets go of a lease, so that a retry need not wait for its end. */
    async release(paymentId: string, refundId: string, owner: string): Promise<void> {
      await update(paymentId, refundId, {
        UpdateExpression: 'SET refunds.#refund.#lease.#until = :past',
        ConditionExpression: 'refunds.#refund.#lease.#owner = :owner',
        ExpressionAttributeValues: { ':past': 0, ':owner': owner },
      });
    },
  };
}
