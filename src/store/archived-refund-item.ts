import * as z from 'zod/mini';
import type { FailedRefund, Refund } from '../domain/refund-states.ts';
import type { Item } from './item.ts';
import { RefundItem, refundOf, settledRefundItemOf } from './refund-item.ts';

const ArchivedRefund = z.object({ refund: RefundItem });

const prefix = 'refund#';

/** No payment's id has a `#`. */
export const archiveId = (refundId: string) => `${prefix}${refundId}`;

/** The id of an archived refund, if an item has the id of one. */
export const archivedRefundId = (itemId: string): string | undefined =>
  itemId.startsWith(prefix) ? itemId.slice(prefix.length) : undefined;

export const archivedRefundItem = (paymentId: string, refund: FailedRefund) => ({
  id: archiveId(refund.id),
  payment_id: paymentId,
  refund: settledRefundItemOf(refund),
});

export const archivedRefundOf = (refundId: string, item: Item): Refund =>
  refundOf(refundId, ArchivedRefund.parse(item).refund);
