import * as z from 'zod/mini';
import type { Currency } from '../domain/currency.ts';
import { isCurrency } from '../domain/currency.ts';
import type { Lease, Payment } from '../domain/payment.ts';
import { methods } from '../domain/payment-fields.ts';
import { closings, statuses } from '../domain/status.ts';
import { InstructionsItem, instructionsItem, instructionsOf } from './instructions-item.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';
import { capturedIn, decisionIn, OutcomeItem, outcomeItemOf, outcomeOf } from './outcome-item.ts';
import { RefundItem, refundOf } from './refund-item.ts';

/** What a payment's item must be. One that is not is our bug, and better an error than a payment half read. */
export const PaymentItem = z.object({
  id: z.string(),
  status: z.enum(statuses),
  fingerprint: z.string(),
  generation: z.int(),
  amount_minor: Minor,
  currency: z.custom<Currency>((code) => typeof code === 'string' && isCurrency(code)),
  method: z.enum(methods),
  payment_method: z.optional(z.string()),
  order_id: z.optional(z.string()),
  trip_id: z.optional(z.string()),
  rider_id: z.optional(z.string()),
  driver_id: z.optional(z.string()),
  customer_id: z.optional(z.string()),
  metadata: z.optional(z.record(z.string(), z.string())),
  capture_later: z.optional(z.boolean()),
  one_payment_per_order: z.optional(z.boolean()),
  added_fields: z.optional(z.record(z.string(), z.string())),
  idempotency_key: z.optional(z.string()),
  keyless: z.optional(z.boolean()),
  may_ask_customer: z.optional(z.boolean()),
  instructions: z.optional(InstructionsItem),
  intent: z.optional(z.object({ processor: z.string(), account: z.string(), id: z.string() })),
  created_at: z.string(),
  lease: z.optional(z.object({ owner: z.string(), until: z.number() })),
  outcome: z.optional(OutcomeItem),
  settled_by: z.optional(z.string()),
  authorized_at: z.optional(z.string()),
  settled_at: z.optional(z.string()),
  closing: z.optional(z.enum(closings)),
  closing_minor: z.optional(Minor),
  closed_at: z.optional(z.string()),
  expired_at: z.optional(z.string()),
  due_at: z.optional(z.string()),
  polls: z.optional(z.int()),
  fencing: z.optional(z.boolean()),
  refunded_minor: Minor,
  refundable_minor: Minor,
  refunds: z.record(z.string(), RefundItem),
  refund_fence: z.optional(z.int()),
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
    tripId: row.trip_id,
    riderId: row.rider_id,
    driverId: row.driver_id,
    customerId: row.customer_id,
    metadata: row.metadata,
    captureLater: row.capture_later ?? false,
    onePaymentPerOrder: row.one_payment_per_order ?? false,
    addedFields: row.added_fields ?? {},
    idempotencyKey: row.idempotency_key,
    keyless: row.keyless ?? false,
    mayAskCustomer: row.may_ask_customer ?? false,
    instructions: instructionsOf(row.instructions),
    intent: row.intent,
    createdAt: row.created_at,
    lease: row.lease,
    closing: row.closing,
    closingMinor: row.closing_minor,
    capturedMinor: capturedIn(row.outcome),
    closedAt: row.closed_at,
    outcome: row.outcome && outcomeOf(row.outcome),
    decision: decisionIn(row.outcome),
    dueAt: row.due_at,
    polls: row.polls ?? 0,
    fencing: row.fencing ?? false,
    expiredAt: row.expired_at,
    settledBy: row.settled_by,
    authorizedAt: row.authorized_at,
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    refundableMinor: row.refundable_minor,
    refunds: Object.fromEntries(Object.entries(row.refunds).map(([id, refund]) => [id, refundOf(id, refund)])),
    refundFence: row.refund_fence ?? 0,
  };
}

/** The item of a payment that has no refunds yet, without its index attributes: those are set when it is settled. */
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
    trip_id: payment.tripId,
    rider_id: payment.riderId,
    driver_id: payment.driverId,
    customer_id: payment.customerId,
    metadata: payment.metadata,
    capture_later: payment.captureLater || undefined,
    one_payment_per_order: payment.onePaymentPerOrder || undefined,
    added_fields: Object.keys(payment.addedFields).length === 0 ? undefined : payment.addedFields,
    idempotency_key: payment.idempotencyKey,
    keyless: payment.keyless || undefined,
    may_ask_customer: payment.mayAskCustomer || undefined,
    instructions: instructionsItem(payment.instructions),
    intent: payment.intent,
    created_at: payment.createdAt,
    lease: payment.lease && leaseItem(payment.lease),
    outcome: outcomeItemOf(payment),
    due_at: payment.dueAt,
    polls: payment.polls || undefined,
    fencing: payment.fencing || undefined,
    expired_at: payment.expiredAt,
    settled_by: payment.settledBy,
    authorized_at: payment.authorizedAt,
    settled_at: payment.settledAt,
    closing: payment.closing,
    closing_minor: payment.closingMinor,
    closed_at: payment.closedAt,
    refunded_minor: payment.refundedMinor,
    refundable_minor: payment.refundableMinor,
    // Reserving a refund asks for the map's size: without the map, a payment could never be refunded.
    refunds: {},
    refund_fence: payment.refundFence || undefined,
  };
}

export const leaseItem = ({ owner, until }: Lease): Item => ({ owner, until });
