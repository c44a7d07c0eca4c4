import * as z from 'zod/mini';
import type { Payment } from '../domain/payment.ts';
import { methods } from '../domain/payment-fields.ts';
import { statuses } from '../domain/status.ts';
import { OptionalFlag, OptionalText, OptionalWhole, Text } from './attributes.ts';
import { CurrencyCode } from './currency-code.ts';
import { DisputeItem, disputeOf, disputesItem } from './dispute-item.ts';
import { InstructionsItem, instructionsItem, instructionsOf } from './instructions-item.ts';
import { IntentItem } from './intent-item.ts';
import type { Item } from './item.ts';
import { leaseItem } from './lease-item.ts';
import { Minor } from './minor.ts';
import { outcomeItemOf } from './outcome-item.ts';
import { states } from './payment-state-item.ts';
import { RefundItem, refundOf } from './refund-item.ts';

const OptionalTexts = z.optional(z.record(Text, Text));

/** The attributes that every payment's item must have. An item without them is our bug: an error is better than a payment half read. */
export const PaymentItem = z.object({
  id: Text,
  status: z.enum(statuses),
  fingerprint: Text,
  generation: z.int(),
  amount_minor: Minor,
  currency: CurrencyCode,
  method: z.enum(methods),
  payment_method: OptionalText,
  order_id: OptionalText,
  trip_id: OptionalText,
  rider_id: OptionalText,
  driver_id: OptionalText,
  customer_id: OptionalText,
  metadata: OptionalTexts,
  capture_later: OptionalFlag,
  one_payment_per_order: OptionalFlag,
  added_fields: OptionalTexts,
  idempotency_key: OptionalText,
  keyless: OptionalFlag,
  may_ask_customer: OptionalFlag,
  instructions: z.optional(InstructionsItem),
  intent: z.optional(IntentItem),
  created_at: Text,
  refunded_minor: Minor,
  refundable_minor: Minor,
  refunds: z.record(Text, RefundItem),
  refund_fence: OptionalWhole,
  disputes: z.optional(z.record(Text, DisputeItem)),
  redacted_at: OptionalText,
});

export function paymentOf(item: Item): Payment {
  const row = PaymentItem.parse(item);
  return {
    id: row.id,
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
    refundedMinor: row.refunded_minor,
    refundableMinor: row.refundable_minor,
    refunds: Object.fromEntries(Object.entries(row.refunds).map(([id, refund]) => [id, refundOf(id, refund)])),
    refundFence: row.refund_fence ?? 0,
    disputes: Object.fromEntries(Object.entries(row.disputes ?? {}).map(([id, one]) => [id, disputeOf(id, one)])),
    redactedAt: row.redacted_at,
    ...states[row.status](item),
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
    pending_since: payment.pendingSince,
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
    disputes: disputesItem(payment.disputes),
    redacted_at: payment.redactedAt,
  };
}
