import type { Payment } from './payment.ts';
import type { Method } from './payment-fields.ts';
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
}>;

/** A contract may have two names for one status, by whether all of the money went back. */
export type StatusFilter = Readonly<{ oneOf: readonly Status[]; whollyRefunded?: boolean }>;

/** Which part of a list: as many as `limit`, once `offset` of those that follow the position `after` are skipped. */
export type ListPart = Readonly<{ limit: number; offset: number; after: string | undefined }>;

/** The newest first; `next` is the position of the last one, if others follow it. */
export type PaymentPage = Readonly<{ payments: readonly ListedPayment[]; next: string | undefined }>;
