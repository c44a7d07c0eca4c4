import { isRefunded, type Payment } from './payment.ts';
import type { Method } from './payment-fields.ts';
import type { NamedPlace } from './place.ts';
import type { Status } from './status.ts';

/** A payment as lists show it: the fields that the indexes hold. */
export type ListedPayment = Pick<
  Payment,
  | 'id'
  | 'status'
  | 'amount'
  | 'method'
  | 'orderId'
  | 'tripId'
  | 'riderId'
  | 'driverId'
  | 'customerId'
  | 'createdAt'
  | 'outcome'
  | 'decision'
  | 'capturedMinor'
  | 'settledAt'
  | 'refundedMinor'
  | 'refundableMinor'
>;

/** Which payments are wanted: those that have all that is not undefined. */
export type PaymentFilter = Readonly<{
  tripId: string | undefined;
  method: Method | undefined;
  status: StatusFilter | undefined;
  customerId?: string | undefined;
  orderId?: string | undefined;
  /** The processor's reference. */
  reference?: string | undefined;
  /** Created at this instant or later, and before that one (ISO). */
  since?: string | undefined;
  until?: string | undefined;
}>;

/** The place whose payments are looked through: the one that leads to the fewest. */
export function placeIn({ reference, orderId, customerId }: PaymentFilter): NamedPlace | undefined {
  if (reference !== undefined) return { by: 'reference', value: reference };
  if (orderId !== undefined) return { by: 'order', value: orderId };
  return customerId === undefined ? undefined : { by: 'customer', value: customerId };
}

/** Whether a payment has all that is wanted, besides its place and its time. */
export function matches(
  { tripId, method, status, customerId, orderId }: PaymentFilter,
  payment: ListedPayment,
): boolean {
  return (
    (tripId === undefined || payment.tripId === tripId) &&
    (method === undefined || payment.method === method) &&
    (customerId === undefined || payment.customerId === customerId) &&
    (orderId === undefined || payment.orderId === orderId) &&
    (status === undefined || hasStatus(status, payment))
  );
}

const hasStatus = ({ oneOf, whollyRefunded }: StatusFilter, payment: ListedPayment): boolean =>
  oneOf.includes(payment.status) && (whollyRefunded === undefined || whollyRefunded === isRefunded(payment));

/** A contract may have two names for one status, by whether all of the money went back. */
export type StatusFilter = Readonly<{ oneOf: readonly Status[]; whollyRefunded?: boolean }>;

/** Which part of a list: as many as `limit`, once `offset` of those that follow the position `after` are skipped. */
export type ListPart = Readonly<{ limit: number; offset: number; after: string | undefined }>;

/** The newest first; `next` is the position of the last one, if others follow it. */
export type PaymentPage = Readonly<{ payments: readonly ListedPayment[]; next: string | undefined }>;
