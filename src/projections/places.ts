import { isRefused } from '../domain/outcome.ts';
import { isDecidedPayment, type Payment } from '../domain/payment.ts';
import type { Place } from '../domain/place.ts';
import type { Change } from './change.ts';

/** The places of payments that became decided, and of refunds that were begun. Repeated, they are the same. */
export const placesOf = (changes: readonly Change[]): readonly Place[] =>
  changes.flatMap(({ before, after }) => [
    ...(isFound(before) || !isFound(after) ? [] : placesOfPayment(after)),
    ...Object.keys(after.refunds).flatMap((id) => (before?.refunds[id] === undefined ? [refundPlace(after, id)] : [])),
  ]);

/** Everything by which a payment can be found, for a stage that had it before there were places. */
export const allPlacesOf = (payment: Payment): readonly Place[] => [
  ...(isFound(payment) ? placesOfPayment(payment) : []),
  ...Object.keys(payment.refunds).map((id) => refundPlace(payment, id)),
];

/** Like lists by time: a payment is in them once it is decided, and never if its trip or order was already paid. */
const isFound = (payment: Payment | undefined): boolean =>
  payment !== undefined && isDecidedPayment(payment) && !isRefused(payment.outcome);

function placesOfPayment({ id, createdAt, customerId, orderId, decision }: Payment): readonly Place[] {
  const reference = decision === undefined || decision.status === 'failed' ? undefined : decision.reference;
  const values = { customer: customerId, order: orderId, reference };
  return (['customer', 'order', 'reference'] as const).flatMap((by) => {
    const value = values[by];
    return value === undefined ? [] : [{ by, value, createdAt, paymentId: id }];
  });
}

const refundPlace = ({ id, createdAt }: Payment, refundId: string): Place => ({
  by: 'refund',
  value: refundId,
  createdAt,
  paymentId: id,
});
