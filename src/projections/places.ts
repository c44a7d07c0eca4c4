import { importedIntentId } from '../domain/imported-intent.ts';
import { isRefused } from '../domain/outcome.ts';
import { isDecidedPayment, type Payment } from '../domain/payment.ts';
import type { Place } from '../domain/place.ts';
import type { Change } from './change.ts';

/** The places of payments that became decided, and of refunds that were begun. Repeated, they are the same. */
export const placesOf = (changes: readonly Change[]): readonly Place[] =>
  changes.flatMap(({ before, after }) => [
    ...newPlaces(before, after),
    ...Object.keys(after.refunds).flatMap((id) => (before?.refunds[id] === undefined ? [refundPlace(after, id)] : [])),
  ]);

/** An intent may be named after its payment was imported, so a payment that is found already may have one place more. */
function newPlaces(before: Payment | undefined, after: Payment): readonly Place[] {
  const known = new Set(foundPlaces(before).map(({ by, value }) => `${by}#${value}`));
  return foundPlaces(after).filter(({ by, value }) => !known.has(`${by}#${value}`));
}

/** Everything by which a payment can be found, for a stage that had it before there were places. */
export const allPlacesOf = (payment: Payment): readonly Place[] => [
  ...foundPlaces(payment),
  ...Object.keys(payment.refunds).map((id) => refundPlace(payment, id)),
];

/** Like lists by time: a payment is in them once it is decided, and never if its trip or order was already paid. */
const foundPlaces = (payment: Payment | undefined): readonly Place[] =>
  payment !== undefined && isDecidedPayment(payment) && !isRefused(payment.outcome) ? placesOfPayment(payment) : [];

function placesOfPayment(payment: Payment): readonly Place[] {
  const { id, createdAt, customerId, orderId, decision } = payment;
  const reference = decision === undefined || decision.status === 'failed' ? undefined : decision.reference;
  const values = [
    ['customer', customerId],
    ['order', orderId],
    ['reference', reference],
    ['reference', importedIntentId(payment)],
  ] as const;
  return values.flatMap(([by, value]) => (value === undefined ? [] : [{ by, value, createdAt, paymentId: id }]));
}

const refundPlace = ({ id, createdAt }: Payment, refundId: string): Place => ({
  by: 'refund',
  value: refundId,
  createdAt,
  paymentId: id,
});
