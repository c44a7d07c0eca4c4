import * as z from 'zod/mini';
import type { ListedPayment } from '../domain/payment-list.ts';
import type { Item } from './item.ts';
import { capturedIn, decisionIn, outcomeOf } from './outcome-item.ts';
import { PaymentItem } from './payment-item.ts';

/** What the payment indexes hold of an item: the attributes that lib/tables.ts projects into them. */
export const ListedItem = z.pick(PaymentItem, {
  id: true,
  status: true,
  amount_minor: true,
  currency: true,
  method: true,
  order_id: true,
  trip_id: true,
  rider_id: true,
  driver_id: true,
  customer_id: true,
  created_at: true,
  outcome: true,
  settled_at: true,
  refunded_minor: true,
});

export function listedPaymentOf(item: Item): ListedPayment {
  const row = ListedItem.parse(item);
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
    outcome: row.outcome && outcomeOf(row.outcome),
    decision: decisionIn(row.outcome),
    capturedMinor: capturedIn(row.outcome),
    settledAt: row.settled_at,
    refundedMinor: row.refunded_minor,
    // Not in the indexes, so that reserving a refund writes to none of them; a reservation shows once it is settled.
    refundableMinor:
      row.status === 'completed' ? (capturedIn(row.outcome) ?? row.amount_minor) - row.refunded_minor : 0n,
  };
}
