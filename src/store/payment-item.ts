import * as z from 'zod';
import type { Currency } from '../domain/currency.ts';
import { isCurrency } from '../domain/currency.ts';
import { type Lease, methods, type Outcome, type Payment } from '../domain/payment.ts';
import type { Item } from './dynamo.ts';

const minor = z.union([z.int().transform(BigInt), z.bigint()]);
const failureCodes = ['amount_not_positive', 'card_declined', 'expired_card', 'insufficient_funds'] as const;

/** What a payment's item must be. One that is not is our bug, and better an error than a payment half read. */
const PaymentItem = z.object({
  id: z.string(),
  status: z.enum(['processing', 'authorized', 'completed', 'failed', 'cancelled']),
  fingerprint: z.string(),
  generation: z.int(),
  amount_minor: minor,
  currency: z.custom<Currency>((code) => typeof code === 'string' && isCurrency(code)),
  method: z.enum(methods),
  payment_method: z.string().optional(),
  order_id: z.string().optional(),
  customer_id: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  created_at: z.string(),
  lease: z.object({ owner: z.string(), until: z.number() }).optional(),
  outcome: z
    .discriminatedUnion('status', [
      z.object({ status: z.literal('completed'), reference: z.string() }),
      z.object({ status: z.literal('failed'), failure_code: z.enum(failureCodes) }),
    ])
    .optional(),
  settled_by: z.string().optional(),
  settled_at: z.string().optional(),
  refunded_minor: minor,
  refundable_minor: minor,
});

export function paymentOf(item: Item): Payment {
  const row = PaymentItem.parse(item);
  return {
    id: row.id,
    status: row.status,
    fingerprint: row.fingerprint,
    generation: row.generation,
    amount: { minor: row.amount_minor, currency: row.currency },
    method: row.method,
    paymentMethod: row.payment_method,
    orderId: row.order_id,
    customerId: row.customer_id,
    metadata: row.metadata,
    createdAt: row.created_at,
    lease: row.lease,
    outcome: row.outcome && outcomeOf(row.outcome),
    settledBy: row.settled_by,
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    refundableMinor: row.refundable_minor,
  };
}

/** The item of a payment, without its index attributes: those are set once, when it is settled. */
export function itemOf(payment: Payment): Item {
  return {
    id: payment.id,
    status: payment.status,
    fingerprint: payment.fingerprint,
    generation: payment.generation,
    amount_minor: payment.amount.minor,
    currency: payment.amount.currency,
    method: payment.method,
    payment_method: payment.paymentMethod,
    order_id: payment.orderId,
    customer_id: payment.customerId,
    metadata: payment.metadata,
    created_at: payment.createdAt,
    lease: payment.lease && leaseItem(payment.lease),
    outcome: payment.outcome && outcomeItem(payment.outcome),
    settled_by: payment.settledBy,
    settled_at: payment.settledAt,
    refunded_minor: payment.refundedMinor,
    refundable_minor: payment.refundableMinor,
    // Reserving a refund asks for the map's size: without the map, a payment could never be refunded.
    refunds: {},
  };
}

export const leaseItem = ({ owner, until }: Lease): Item => ({ owner, until });

export const outcomeItem = (outcome: Outcome): Item =>
  outcome.status === 'completed'
    ? { status: outcome.status, reference: outcome.reference }
    : { status: outcome.status, failure_code: outcome.failureCode };

function outcomeOf(row: NonNullable<z.infer<typeof PaymentItem>['outcome']>): Outcome {
  return row.status === 'completed'
    ? { status: row.status, reference: row.reference }
    : { status: row.status, failureCode: row.failure_code };
}
