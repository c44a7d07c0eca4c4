import * as z from 'zod/mini';
import type { ListedPayment } from '../domain/payment-list.ts';
import type { Item } from './item.ts';
import { CompletedOutcome, FailedOutcome, PendingOutcome } from './outcome-item.ts';
import { PaymentItem } from './payment-item.ts';

const { amount_minor, currency, method, order_id, trip_id, rider_id, driver_id, customer_id } = PaymentItem.shape;

/** The attributes of an item that lib/tables.ts projects into the payment indexes. */
export const ListedItem = z.object({
  id: PaymentItem.shape.id,
  status: PaymentItem.shape.status,
  amount_minor,
  currency,
  method,
  order_id,
  trip_id,
  rider_id,
  driver_id,
  customer_id,
  created_at: PaymentItem.shape.created_at,
  outcome: z.optional(z.union([CompletedOutcome, FailedOutcome, PendingOutcome])),
  settled_at: z.optional(z.string()),
  refunded_minor: PaymentItem.shape.refunded_minor,
});

export function listedPaymentOf(item: Item): ListedPayment {
  const row = ListedItem.parse(item);
  const { outcome, decision, capturedMinor } = row.outcome ?? {};
  return {
    id: row.id,
    status: row.status,
    amount: { minor: row.amount_minor, currency: row.currency },
    method: row.method,
    orderId: row.order_id,
    tripId: row.trip_id,
    riderId: row.rider_id,
    driverId: row.driver_id,
    customerId: row.customer_id,
    createdAt: row.created_at,
    outcome,
    decision,
    capturedMinor,
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    // Not in the indexes, so that reserving a refund writes to none of them; a reservation shows once it is settled.
    refundableMinor: row.status === 'completed' ? (capturedMinor ?? row.amount_minor) - row.refunded_minor : 0n,
  };
}
