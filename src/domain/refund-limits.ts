import type { Payment } from './payment.ts';
import type { FailedRefund } from './refund-states.ts';

/**
 * Refunds are entries of their payment's item, and DynamoDB takes at most 400 KB an item. An entry has up to 1.9 KB (its
 * reason: 500 characters of 3 bytes) and the payment itself up to 85 KB, so 121 entries come to 315 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const mostPartialRefunds = 100;

/** Failed refunds that stay in the payment's item; older ones are archived as items of their own. */
export const mostFailedRefunds = 20;

/** The most entries that a payment's item can hold. */
export const mostStoredRefunds = mostPartialRefunds + 1 + mostFailedRefunds;

/** More than one at a time only if an older version left more: then a few reservations make room again. */
const mostArchivedAtOnce = 5;

type Refunded = Pick<Payment, 'refunds' | 'refundableMinor'>;

/** How many refunds a payment may have once this one is reserved: whatever its number, all that is left can go back. */
export const mostLiveRefunds = ({ refundableMinor }: Pick<Payment, 'refundableMinor'>, amountMinor: bigint): number =>
  amountMinor === refundableMinor ? mostPartialRefunds + 1 : mostPartialRefunds;

/** Refunds that took or may take money. Failed ones returned none, so they do not use up a payment's number. */
export const liveRefunds = (payment: Pick<Payment, 'refunds'>): number =>
  Object.keys(payment.refunds).length - failedRefunds(payment).length;

export const failedRefunds = ({ refunds }: Pick<Payment, 'refunds'>): readonly FailedRefund[] =>
  Object.values(refunds).filter((refund) => refund.status === 'failed');

/** The oldest failed refunds that must make room in the item before another refund is reserved. */
export function refundsToArchive(payment: Refunded, mostFailed: number): readonly FailedRefund[] {
  const failed = failedRefunds(payment);
  const surplus = Math.min(failed.length - mostFailed + 1, mostArchivedAtOnce);
  if (surplus <= 0) return [];
  const when = ({ settledAt, id }: FailedRefund) => settledAt + id;
  return failed.toSorted((one, other) => (when(one) < when(other) ? -1 : 1)).slice(0, surplus);
}
