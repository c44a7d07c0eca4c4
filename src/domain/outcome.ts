import type { NextAction } from './intent.ts';
import type { Money } from './money.ts';

export const failureCodes = [
  'abandoned',
  'amount_not_positive',
  'authentication_failed',
  'authentication_required',
  'authorization_expired',
  'card_declined',
  'expired_card',
  'fraud_suspected',
  'insufficient_funds',
  'lost_or_stolen',
  'order_already_paid',
  'processor_refused',
  'trip_already_paid',
] as const;
export type FailureCode = (typeof failureCodes)[number];

type Approved<Status> = Readonly<{ status: Status; reference: string }>;
/** Money is held, to be captured or cancelled. */
export type Authorization = Approved<'authorized'>;
/** Money was taken at once. The payment keeps the fee beside its outcome: no answer that is replayed shows it. */
export type Charged = Approved<'completed'> & Readonly<{ fee?: Money }>;

export type Failure = Readonly<{
  status: 'failed';
  failureCode: FailureCode;
  /** The processor's own code of a decline. */
  rawCode?: string;
  /** The payment that the trip or order has. */
  paidBy?: string;
}>;

/** The processor's decision. */
export type Decision = Authorization | Charged | Failure;

/** The processor works on it, or its customer has to act. */
export type Waiting = Readonly<{ status: 'pending'; action: NextAction | undefined }>;

/** The first known result of a payment. It is written once, and a replayed answer shows nothing else. */
export type Outcome = Decision | Waiting;

/** Whether a payment failed only because its trip or order has another: nobody attempted it then. */
export const isRefused = (outcome: Outcome | undefined): outcome is Failure =>
  outcome?.status === 'failed' &&
  (outcome.failureCode === 'trip_already_paid' || outcome.failureCode === 'order_already_paid');
