import type { Lease } from '../domain/lease.ts';
import { isRefused, type Outcome } from '../domain/outcome.ts';
import {
  type FailedPayment,
  isDecidedPayment,
  type Payment,
  type ProcessingPayment,
  type UndecidedPayment,
} from '../domain/payment.ts';
import type { UndecidedStatus } from '../domain/status.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem, UpdateItem } from '../runtime/operations.ts';
import { attempted, type Conditioned, conditional } from './dynamo.ts';
import { holds } from './holds.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { leaseItem } from './lease-item.ts';
import { outcomeItem } from './outcome-item.ts';
import { itemOf, paymentOf } from './payment-item.ts';
import { pendingPayments } from './pending-payments.ts';
import { timeIndex } from './time-index.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');
const onFailure = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
const names = { '#status': 'status', '#lease': 'lease', '#owner': 'owner' } as const;

/** Only an undecided payment has a lease to charge by: the condition of every write that takes, uses or releases one. */
const undecided: { readonly [Name in UndecidedStatus as `:${Name}`]: Name } = { ':processing': 'processing' };
const isUndecided = oneOf(Object.keys(undecided).map((value) => `#status = ${value}`));

export type Payments = ReturnType<typeof payments>;

/**
 * The payments table. Every change is one conditional write on one item, and the condition is the guarantee: nothing
 * here reads first and writes then. A write resolves with the payment as it stands afterwards, whoever wrote it. Compare the
 * owner of its lease, or `settledBy`: a retried write can fail on its own first attempt.
 */
export function payments({ send }: Pick<Io, 'send'>) {
  /** The payment, read consistently. */
  async function get(id: string): Promise<Payment | undefined> {
    const { Item } = await attempted(send(new GetItem({ TableName, Key: { id }, ConsistentRead: true })));
    return Item && found(Item);
  }

  /** The item of an imported order payment refers to the payment, which kept the id it came with. */
  async function found(item: Item): Promise<Payment | undefined> {
    return typeof item.payment_id === 'string' ? get(item.payment_id) : paymentOf(item);
  }

  async function updated(
    input: Pick<UpdateItem['input'], 'Key'> & Partial<UpdateItem['input']> & Conditioned,
  ): Promise<Payment | undefined> {
    const operation = new UpdateItem({ TableName, ReturnValues: 'ALL_NEW', ...input, ...onFailure });
    const write = await conditional(send(operation));
    const item = write.done ? write.value.Attributes : write.stored;
    return item && found(item);
  }

  /** Writes a payment whole: indexed if it is decided already. */
  async function put(
    payment: Payment,
    condition: Partial<PutItem['input']> & Conditioned,
  ): Promise<Payment | undefined> {
    const index = isDecidedPayment(payment) ? indexOf(payment) : {};
    const Item = { ...itemOf(payment), ...index };
    const write = await conditional(send(new PutItem({ TableName, Item, ...condition, ...onFailure })));
    return write.done ? payment : write.stored && found(write.stored);
  }

  return {
    get,
    ...holds({ send }),
    ...pendingPayments({ send }),

    /** Claims the id and records what is to be charged: the same write. */
    begin: (payment: ProcessingPayment | FailedPayment) =>
      put(payment, { ConditionExpression: 'attribute_not_exists(id)' }),

    /** Begins an order's next attempt, over the failed one that was seen and no other. */
    beginAgain: (payment: ProcessingPayment) =>
      put(payment, {
        ConditionExpression: '#status = :failed AND generation = :seen',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':failed': 'failed', ':seen': payment.generation - 1 },
      }),

    /** Takes an expired lease from the owner that was seen. All else stays as it was begun. */
    takeOver: (id: string, seenOwner: string, lease: Lease) =>
      updated({
        Key: { id },
        UpdateExpression: 'SET #lease = :lease',
        ConditionExpression: `${isUndecided} AND #lease.#owner = :seen`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':lease': leaseItem(lease), ...undecided, ':seen': seenOwner },
      }),

    /**
     * Decides a payment, if the lease by that owner still holds. It is indexed now and once; but not if its trip or
     * order was paid already: nobody tried to pay then.
     */
    settle(
      payment: UndecidedPayment,
      owner: string,
      outcome: Outcome,
      { at, dueAt }: Readonly<{ at: string; dueAt: string | undefined }>,
    ): Promise<Payment | undefined> {
      const dated = datedBy(outcome);
      const index = isRefused(outcome) ? {} : indexOf(payment);
      const sets = [
        `#status = :status, outcome = :outcome, settled_by = :owner, refundable_minor = :refundable, ${dated} = :at`,
        ...(dueAt === undefined ? [] : ['due_at = :due']),
        ...Object.keys(index).map((name) => `${name} = :${name}`),
      ];
      return updated({
        Key: { id: payment.id },
        UpdateExpression: `SET ${sets.join(', ')} REMOVE #lease`,
        ConditionExpression: `${isUndecided} AND #lease.#owner = :owner`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ':status': outcome.status,
          ':outcome': outcomeItem(outcome),
          ':owner': owner,
          ':at': at,
          ...(dueAt === undefined ? {} : { ':due': dueAt }),
          ':refundable': outcome.status === 'completed' ? payment.amount.minor : 0n,
          ...undecided,
          ...Object.fromEntries(Object.entries(index).map(([name, value]) => [`:${name}`, value])),
        },
      });
    },

    /** Lets go of a lease, so that a retry need not wait for its end; or ends it at another moment. The payment stays. */
    async release(id: string, owner: string, until = 0): Promise<void> {
      const operation = new UpdateItem({
        TableName,
        Key: { id },
        UpdateExpression: 'SET #lease.#until = :until',
        ConditionExpression: `${isUndecided} AND #lease.#owner = :owner`,
        ExpressionAttributeNames: { ...names, '#until': 'until' },
        ExpressionAttributeValues: { ':until': until, ...undecided, ':owner': owner },
      });
      await conditional(send(operation));
    },
  };
}

function oneOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions.join() : `(${conditions.join(' OR ')})`;
}

/** Where a payment stands in the indexes: by time always, by trip if it has one. */
const indexOf = ({ id, createdAt, tripId }: Payment): Item => ({
  ...timeIndex(id, createdAt, indexShards),
  ...(tripId === undefined ? {} : { trip_index: tripId }),
});

/** The moment that a first outcome sets. */
const datedBy = ({ status }: Outcome): string =>
  ({ authorized: 'authorized_at', completed: 'settled_at', failed: 'settled_at', pending: 'pending_since' })[status];
