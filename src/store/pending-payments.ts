import type { Decision } from '../domain/outcome.ts';
import type { Payment, PendingPayment, UndecidedPayment } from '../domain/payment.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { type Conditioned, conditional } from './dynamo.ts';
import { decisionItem } from './outcome-item.ts';
import { paymentOf } from './payment-item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/**
 * Payments that wait for their processor or customer. Nobody has a lease on one: every write is conditional on the payment's
 * being pending still, with the intent that was observed.
 */
export function pendingPayments({ send }: Pick<Io, 'send'>) {
  /** Resolves with the payment as it stands after the write, or without it. */
  async function update(
    seen: PendingPayment,
    { ConditionExpression = '', ExpressionAttributeValues, ...input }: Partial<UpdateItem['input']> & Conditioned,
  ): Promise<Payment> {
    const operation = new UpdateItem({
      TableName,
      Key: { id: seen.id },
      ...input,
      ConditionExpression: `#status = :pending AND generation = :generation AND intent.id = :intent${ConditionExpression}`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':pending': 'pending',
        ':generation': seen.generation,
        ':intent': seen.intent.id,
        ...ExpressionAttributeValues,
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const write = await conditional(send(operation));
    const item = write.done ? write.value.Attributes : write.stored;
    return item === undefined ? seen : paymentOf(item);
  }

  return {
    /**
     * Ends the waiting. An authorization is not kept while the intent is being fenced: the fence lets it go, unless a part of it is
     * taken already.
     */
    decide: (
      seen: PendingPayment,
      decision: Decision,
      { at, dueAt, isTaken }: Readonly<{ at: string; dueAt: string | undefined; isTaken: boolean }>,
    ): Promise<Payment> =>
      update(seen, {
        UpdateExpression: `SET #status = :status, outcome.decision = :decision, refundable_minor = :refundable, ${
          decision.status === 'authorized' ? 'authorized_at' : 'settled_at'
        } = :at${dueAt === undefined ? '' : ', due_at = :due'} REMOVE ${dueAt === undefined ? 'due_at, ' : ''}fencing`,
        ConditionExpression: decision.status === 'authorized' && !isTaken ? ' AND attribute_not_exists(fencing)' : '',
        ExpressionAttributeValues: {
          ':status': decision.status,
          ':decision': decisionItem(decision),
          ':refundable': decision.status === 'completed' ? seen.amount.minor : 0n,
          ':at': at,
          ...(dueAt !== undefined && { ':due': dueAt }),
        },
      }),

    /** Marks that the intent is going to be made unpayable, before it is. */
    beginFencing: (seen: PendingPayment): Promise<Payment> =>
      update(seen, {
        UpdateExpression: 'SET fencing = :true',
        ConditionExpression: '',
        ExpressionAttributeValues: { ':true': true },
      }),

    /** The same for a payment that is still processing, by the lease that was seen. Resolves with false if that was lost. */
    async markFencing({ id, lease }: UndecidedPayment): Promise<boolean> {
      const operation = new UpdateItem({
        TableName,
        Key: { id },
        UpdateExpression: 'SET fencing = :true',
        ConditionExpression: '#status = :processing AND #lease.#owner = :owner',
        ExpressionAttributeNames: { '#status': 'status', '#lease': 'lease', '#owner': 'owner' },
        ExpressionAttributeValues: { ':true': true, ':processing': 'processing', ':owner': lease.owner },
      });
      return (await conditional(send(operation))).done;
    },

    /** Asks again later, unless that was decided by somebody else meanwhile. */
    postpone: (seen: PendingPayment, dueAt: string): Promise<Payment> =>
      update(seen, {
        UpdateExpression: 'SET due_at = :next, polls = :polls',
        ConditionExpression: ' AND due_at = :due',
        ExpressionAttributeValues: { ':next': dueAt, ':polls': seen.polls + 1, ':due': seen.dueAt },
      }),
  };
}
