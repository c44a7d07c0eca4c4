import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { isRefused } from '../../src/domain/outcome.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { claimOn } from '../../src/domain/status.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { settledRefundItemOf } from '../../src/store/refund-item.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import type { Column } from './payment-columns.ts';
import type { ReadPayment } from './read-payment-row.ts';

/** An item as it is kept, before DynamoDB's own notation. */
export type Item = Readonly<{ id: string } & Record<string, unknown>>;

/** An item that keeps other payments off a trip or an order, and the column that asks for it. */
export type Link = Readonly<{ column: Column; item: Item }>;

/** The item of a payment that was made elsewhere, with its refunds and its places in the indexes. */
export function paymentItem(payment: Payment, indexShards: number): Item {
  const refunds = Object.values(payment.refunds).map((refund) => [refund.id, settledRefundItemOf(refund)]);
  return {
    ...itemOf(payment),
    ...(isListed(payment) ? placesOf(payment, indexShards) : {}),
    refunds: Object.fromEntries(refunds),
    id: payment.id,
  };
}

/** As the store settles them: nobody tried to pay where the trip or order was paid already, so no list shows it. */
const isListed = ({ outcome }: Payment) => !isRefused(outcome);

const placesOf = ({ id, createdAt, tripId }: Payment, indexShards: number) => ({
  ...timeIndex(id, createdAt, indexShards),
  ...(tripId === undefined ? {} : { trip_index: tripId }),
});

/** Every item that leads to a payment and must not lead to another one as well. */
export function linksTo({ payment, identity }: ReadPayment): Link[] {
  const { id, orderId, tripId, status } = payment;
  const links: Link[] = [];
  // A payment that failed or was cancelled keeps nobody off its trip.
  if (tripId !== undefined && claimOn[status] !== 'free') {
    links.push({ column: 'trip_id', item: { id: `trip#${tripId}`, payment_id: id } });
  }
  if (orderId !== undefined && payment.onePaymentPerOrder && claimOn[status] !== 'free') {
    const { generation } = payment;
    links.push({ column: 'order_id', item: { id: `order#${orderId}`, payment_id: id, generation } });
  }
  // Under the order's own id there is the payment itself; an imported one keeps its id and is led to.
  if (identity === 'order' && orderId !== undefined && id !== paymentIdOfOrder(orderId)) {
    links.push({ column: 'order_id', item: { id: paymentIdOfOrder(orderId), payment_id: id } });
  }
  return links;
}

/** The payment that an item leads to from an order, if it is such an item: holds of trips have a `#` in their ids. */
export const ledToFromOrder = ({ id, payment_id }: Item): string | undefined =>
  typeof payment_id === 'string' && !id.includes('#') ? payment_id : undefined;
