import type { Payment } from '../../src/domain/payment.ts';
import { claimOn } from '../../src/domain/status.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { refundItemOf } from '../../src/store/refund-item.ts';
import { timeIndex } from '../../src/store/time-index.ts';

/** An item as it is kept, before DynamoDB's own notation. */
export type Item = Readonly<{ id: string } & Record<string, unknown>>;

/** The item of a payment that was made elsewhere, with its refunds and its places in the indexes. */
export function paymentItem(payment: Payment, indexShards: number): Item {
  const refunds = Object.values(payment.refunds).map((refund) => [
    refund.id,
    {
      ...refundItemOf(refund),
      settled_by: refund.settledBy,
      settled_at: refund.settledAt,
      refunded_after: refund.refundedAfterMinor,
      refundable_after: refund.refundableAfterMinor,
    },
  ]);
  return {
    ...itemOf(payment),
    ...timeIndex(payment.id, payment.createdAt, indexShards),
    ...(payment.tripId === undefined ? {} : { trip_index: payment.tripId }),
    refunds: Object.fromEntries(refunds),
    id: payment.id,
  };
}

/** What keeps another payment off its trip; a payment that failed keeps nobody off. */
export function tripHold({ id, tripId, status }: Payment): Item | undefined {
  if (tripId === undefined || claimOn[status] === 'free') return undefined;
  return { id: `trip#${tripId}`, payment_id: id };
}
