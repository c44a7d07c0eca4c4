import type { Held } from '../../src/domain/hold.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { isRefused } from '../../src/domain/outcome.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { failedRefunds, mostFailedRefunds } from '../../src/domain/refund-limits.ts';
import type { FailedRefund } from '../../src/domain/refund-states.ts';
import { claimOn } from '../../src/domain/status.ts';
import { archivedRefundItem } from '../../src/store/archived-refund-item.ts';
import { holdItemOf } from '../../src/store/hold-item.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { settledRefundItemOf } from '../../src/store/refund-item.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import type { Column } from './payment-columns.ts';
import type { ReadPayment } from './read-payment-row.ts';

/** An item of a table, before it is converted to DynamoDB's JSON. */
export type TableItem = Readonly<{ id: string } & Record<string, unknown>>;

/** An item that prevents another payment of a trip or an order, and the column that it comes from. `hold`: what it is a hold on. */
export type Link = Readonly<{ column: Column; item: TableItem; hold?: Held['kind'] }>;

/** Items of the declined refunds that find no room in a payment's own, as the service keeps them. */
export const archivedItems = (payment: Payment): readonly TableItem[] =>
  oldestFailed(payment).map((refund) => archivedRefundItem(payment.id, refund));

const oldestFailed = (payment: Payment): readonly FailedRefund[] =>
  failedRefunds(payment)
    .toSorted((one, other) => (when(one) < when(other) ? -1 : 1))
    .slice(0, -mostFailedRefunds);

const when = ({ settledAt, id }: FailedRefund) => settledAt + id;

/** The item of a decided payment, with its refunds and index attributes. */
export function paymentItem(payment: Payment, indexShards: number): TableItem {
  const archived = new Set(oldestFailed(payment).map(({ id }) => id));
  const own = Object.values(payment.refunds).filter(({ id }) => !archived.has(id));
  const refunds = own.map((refund) => [refund.id, settledRefundItemOf(refund)]);
  return {
    ...itemOf(payment),
    ...(isListed(payment) ? placesOf(payment, indexShards) : {}),
    refunds: Object.fromEntries(refunds),
    id: payment.id,
  };
}

/** Like the store, lists leave out payments that were refused because the trip or order was paid already. */
const isListed = ({ outcome }: Payment) => !isRefused(outcome);

const placesOf = ({ id, createdAt, tripId }: Payment, indexShards: number) => ({
  ...timeIndex(id, createdAt, indexShards),
  ...(tripId === undefined ? {} : { trip_index: tripId }),
});

/** The items that lead to a payment: each may lead to one payment only. */
export function linksTo({ payment, identity }: ReadPayment): Link[] {
  const { id, orderId, tripId, status } = payment;
  const links: Link[] = [];
  // A failed or cancelled payment does not hold its trip.
  if (tripId !== undefined && claimOn[status] !== 'free') {
    links.push({ column: 'trip_id', hold: 'trip', item: holdItemOf({ kind: 'trip', id: tripId }, payment) });
  }
  if (orderId !== undefined && payment.onePaymentPerOrder && claimOn[status] !== 'free') {
    links.push({ column: 'order_id', hold: 'order', item: holdItemOf({ kind: 'order', id: orderId }, payment) });
  }
  // An imported payment keeps its id, so the id derived from its order becomes a link to it.
  if (identity === 'order' && orderId !== undefined && id !== paymentIdOfOrder(orderId)) {
    links.push({ column: 'order_id', item: { id: paymentIdOfOrder(orderId), payment_id: id } });
  }
  return links;
}

/** The payment that a link from an order leads to; undefined for other items. Holds have a `#` in their ids. */
export const paymentLinkedFromOrder = ({ id, payment_id }: TableItem): string | undefined =>
  typeof payment_id === 'string' && !id.includes('#') ? payment_id : undefined;
