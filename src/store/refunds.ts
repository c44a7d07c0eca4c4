import { type Lease, mostRefunds, type Payment, type Refund } from '../domain/payment.ts';
import { requiredEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { type Conditioned, conditional } from './dynamo.ts';
import { UpdateItem } from './operations.ts';
import { leaseItem, paymentOf } from './payment-item.ts';
import { refundItemOf } from './refund-item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');
const names = { '#status': 'status', '#lease': 'lease', '#owner': 'owner', '#until': 'until' };

/** A write that was refused gives the payment as it stands, and whether an earlier try of it may have been done. */
export type Changed = Readonly<
  { done: true; payment: Payment } | { done: false; stored: Payment | undefined; sentAgain: boolean }
>;

export type Refunds = ReturnType<typeof refunds>;

/** The refunds within a payment's item: reserving and settling are one conditional write each. */
export function refunds({ send }: Pick<Io, 'send'>) {
  async function update(
    paymentId: string,
    refundId: string,
    input: Partial<UpdateItem['input']> & Conditioned,
  ): Promise<Changed> {
    const operation = new UpdateItem({
      TableName,
      Key: { id: paymentId },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...input,
      ExpressionAttributeNames: usedNames(input, refundId),
    });
    const write = await conditional(send(operation));
    if (write.done) return { done: true, payment: paymentOf(write.value.Attributes ?? {}) };
    // Under the derived id of an imported order payment there is no payment, only what leads to it.
    const stored = write.stored?.status === undefined ? undefined : paymentOf(write.stored);
    return { done: false, stored, sentAgain: write.sentAgain };
  }

  return {
    /** Takes a refund's amount out of what is refundable; for `all`, only if that is still all there is. */
    reserve: (payment: Pick<Payment, 'id' | 'amount'>, refund: Refund, all: boolean): Promise<Changed> =>
      update(payment.id, refund.id, {
        UpdateExpression: 'SET refunds.#refund = :refund, refundable_minor = refundable_minor - :amount',
        ConditionExpression:
          `#status = :completed AND currency = :currency AND refundable_minor ${all ? '=' : '>='} :amount ` +
          'AND attribute_not_exists(refunds.#refund) AND size(refunds) < :most',
        ExpressionAttributeValues: {
          ':refund': refundItemOf(refund),
          ':amount': refund.amountMinor,
          ':completed': 'completed',
          ':currency': payment.amount.currency,
          ':most': mostRefunds,
        },
      }),

    /** Takes an expired lease from the owner that was seen. */
    takeOver: (paymentId: string, refundId: string, seenOwner: string, lease: Lease): Promise<Changed> =>
      update(paymentId, refundId, {
        UpdateExpression: 'SET refunds.#refund.#lease = :lease',
        ConditionExpression: 'refunds.#refund.#status = :processing AND refunds.#refund.#lease.#owner = :seen',
        ExpressionAttributeValues: { ':lease': leaseItem(lease), ':processing': 'processing', ':seen': seenOwner },
      }),

    /** Decides a refund, if the lease by that owner still holds: money gone back counts, a refused one is given back. */
    settle: (paymentId: string, refund: Refund, owner: string, completed: boolean, at: string): Promise<Changed> =>
      update(paymentId, refund.id, {
        UpdateExpression:
          'SET refunds.#refund.#status = :status, refunds.#refund.settled_by = :owner, refunds.#refund.settled_at = :at, ' +
          `refunds.#refund.refunded_after = refunded_minor${completed ? ' + :amount' : ''}, ` +
          `refunds.#refund.refundable_after = refundable_minor${completed ? '' : ' + :amount'}, ` +
          (completed ? 'refunded_minor = refunded_minor + :amount' : 'refundable_minor = refundable_minor + :amount') +
          ' REMOVE refunds.#refund.#lease',
        ConditionExpression: 'refunds.#refund.#lease.#owner = :owner',
        ExpressionAttributeValues: {
          ':status': completed ? 'completed' : 'failed',
          ':owner': owner,
          ':at': at,
          ':amount': refund.amountMinor,
        },
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

/** DynamoDB refuses names that an expression does not use. */
function usedNames(input: Partial<UpdateItem['input']>, refundId: string): Record<string, string> {
  const text = `${input.UpdateExpression} ${input.ConditionExpression}`;
  const all = Object.entries({ ...names, '#refund': refundId });
  return Object.fromEntries(all.filter(([name]) => text.includes(name)));
}
