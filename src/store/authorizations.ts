import type { Lease } from '../domain/lease.ts';
import type { Money } from '../domain/money.ts';
import type { AuthorizedPayment, Payment } from '../domain/payment.ts';
import type { Closing } from '../domain/status.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { type Conditioned, conditional } from './dynamo.ts';
import { leaseItem } from './lease-item.ts';
import { decisionPath } from './outcome-item.ts';
import { paymentOf } from './payment-item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');
const names = { '#status': 'status', '#lease': 'lease', '#owner': 'owner' };

export type Authorizations = ReturnType<typeof authorizations>;

/** How an authorization ended. */
export type AuthorizationEnd = Readonly<
  { status: 'completed'; capturedMinor: bigint; fee?: Money | undefined } | { status: 'cancelled'; expired: boolean }
>;

/** Capturing and cancelling authorized payments: each begun and done by one conditional write. */
export function authorizations({ send }: Pick<Io, 'send'>) {
  /** The payment after the write, or as it stands if the condition failed. */
  async function update(id: string, input: Partial<UpdateItem['input']> & Conditioned) {
    const operation = new UpdateItem({
      TableName,
      Key: { id },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...input,
    });
    const write = await conditional(send(operation));
    const item = write.done ? write.value.Attributes : write.stored;
    return { done: write.done, payment: item && paymentOf(item) };
  }

  return {
    /** Fixes how a payment is closed, and by how much, over the lease that was seen. Resolves with false if another was first. */
    async beginClosing(seen: AuthorizedPayment, closing: Closing, minor: bigint, lease: Lease): Promise<boolean> {
      const partly = closing === 'capture' && minor !== seen.amount.minor;
      const leaseSeen = seen.lease ? '#lease.#owner = :seen' : 'attribute_not_exists(#lease)';
      const { done, payment } = await update(seen.id, {
        UpdateExpression: `SET closing = :closing, #lease = :lease${partly ? ', closing_minor = :minor' : ''}`,
        ConditionExpression: `#status = :authorized AND ${closingSeen(seen)} AND ${leaseSeen}`,
        ExpressionAttributeNames: seen.lease ? names : { '#status': 'status', '#lease': 'lease' },
        ExpressionAttributeValues: {
          ':closing': closing,
          ...(partly ? { ':minor': minor } : {}),
          ':lease': leaseItem(lease),
          ':authorized': 'authorized',
          ...(seen.lease ? { ':seen': seen.lease.owner } : {}),
        },
      });
      // Our own write, whose answer was lost.
      return done || payment?.lease?.owner === lease.owner;
    },

    /**
     * Closes a payment, if the lease by that owner still holds; gives it as it then stands. Without an owner, the authorization
     * ended at the processor: that is kept unless somebody is closing the payment, who finds out by itself.
     */
    async close(
      payment: AuthorizedPayment,
      owner: string | undefined,
      ended: AuthorizationEnd,
      closedAt: string,
    ): Promise<Payment | undefined> {
      // Money is taken now. Payments that an earlier version authorized carry the moment of that as `settled_at`.
      const { status } = ended;
      const settles = status === 'completed' && payment.authorizedAt !== undefined;
      const capturedMinor = status === 'completed' ? ended.capturedMinor : 0n;
      const partly = status === 'completed' && capturedMinor !== payment.amount.minor;
      const fee = status === 'completed' ? ended.fee : undefined;
      const sets = [
        '#status = :status, refundable_minor = :refundable, closed_at = :at',
        ...(settles ? ['settled_at = :at'] : []),
        ...(ended.status === 'cancelled' && ended.expired ? ['expired_at = :at'] : []),
        ...(partly ? [`${decisionPath(payment)}.captured_minor = :captured`] : []),
        ...(fee === undefined ? [] : [`${decisionPath(payment)}.fee = :fee`]),
      ];
      const closed = await update(payment.id, {
        UpdateExpression: `SET ${sets.join(', ')} REMOVE #lease, due_at`,
        ConditionExpression: `#status = :authorized AND ${owner ? '#lease.#owner = :owner' : 'attribute_not_exists(closing)'}`,
        ExpressionAttributeNames: owner ? names : { '#status': 'status', '#lease': 'lease' },
        ExpressionAttributeValues: {
          ':status': status,
          ':refundable': capturedMinor,
          ...(partly ? { ':captured': capturedMinor } : {}),
          ...(fee === undefined ? {} : { ':fee': fee }),
          ':at': closedAt,
          ':authorized': 'authorized',
          ...(owner && { ':owner': owner }),
        },
      });
      return closed.payment;
    },

    /** Looks again later whether the authorization still stands. */
    async postpone({ id, dueAt }: AuthorizedPayment, next: string): Promise<void> {
      await update(id, {
        UpdateExpression: 'SET due_at = :next',
        ConditionExpression: `#status = :authorized AND ${dueAt ? 'due_at = :due' : 'attribute_not_exists(due_at)'}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':next': next, ...(dueAt && { ':due': dueAt }), ':authorized': 'authorized' },
      });
    },

    /**
     * Takes back a capture that the processor refused for good, so that the payment can be cancelled. The lease stays, ended:
     * a copy of the write that began the capture may still arrive, and must not find the payment as it was before. Resolves with
     * false if another request has taken the capture over, and may have sent it again.
     */
    async abandonClosing({ id }: AuthorizedPayment, owner: string): Promise<boolean> {
      const { done } = await update(id, {
        UpdateExpression: 'SET #lease.#until = :past REMOVE closing, closing_minor',
        ConditionExpression: '#status = :authorized AND #lease.#owner = :owner',
        ExpressionAttributeNames: { ...names, '#until': 'until' },
        ExpressionAttributeValues: { ':past': 0, ':authorized': 'authorized', ':owner': owner },
      });
      return done;
    },

    /** Lets go of a lease, so that a retry need not wait for its end. */
    async release(id: string, owner: string): Promise<void> {
      await update(id, {
        UpdateExpression: 'SET #lease.#until = :past',
        ConditionExpression: '#status = :authorized AND #lease.#owner = :owner',
        ExpressionAttributeNames: { ...names, '#until': 'until' },
        ExpressionAttributeValues: { ':past': 0, ':authorized': 'authorized', ':owner': owner },
      });
    },
  };
}

/** One that was begun is only ever closed in the way and by the amount that it was begun with. */
const closingSeen = ({ closing }: AuthorizedPayment) =>
  closing === undefined ? 'attribute_not_exists(closing)' : 'closing = :closing';
