import type { ByStatus } from './by-status.ts';
import type { Lease } from './lease.ts';
import { isRefundDecided, type RefundDecidedStatus, type RefundStatus } from './status.ts';

type CommonFields = Readonly<{
  id: string;
  amountMinor: bigint;
  fingerprint: string;
  reason: string | undefined;
  createdAt: string;
  /** Raised when the processor was found not to have the refund although its key may be forgotten: part of the next key. */
  attempt: number;
  /** The processor's id, once it named one. Undefined for an external refund, which has `externalReference`. */
  reference?: string | undefined;
  /** The processor's id of an external refund: one that was made there, and not through this service. */
  externalReference?: string | undefined;
}>;

/** Recorded with the first answer: who settled it, and the payment's figures then, which every replay shows. */
type RefundAnswer = Readonly<{
  settledBy: string;
  /** Undefined for an external refund, and for one that was imported without its figures. */
  refundedAfterMinor: bigint | undefined;
  refundableAfterMinor: bigint | undefined;
}>;

type Settlement = RefundAnswer &
  Readonly<{
    settledAt: string;
    /** Its first answer, if that was that the refund is pending. */
    answeredAs: 'pending' | undefined;
  }>;

/** Fields of a refund in each state, besides those of every refund. */
type RefundStates = Readonly<{
  processing: Readonly<{
    lease: Lease;
    /** Since when the present key is in use (ISO instant); from `createdAt` for the first. */
    keySince: string | undefined;
  }>;
  pending: RefundAnswer;
  completed: Settlement;
  failed: Settlement;
  /** `reversedAt`: when its money came back after all. */
  reversed: Settlement & Readonly<{ reversedAt: string }>;
}>;

type RefundsByStatus = ByStatus<RefundStatus, CommonFields, RefundStates>;
export type RefundIn<Name extends RefundStatus> = RefundsByStatus[Name];
export type ProcessingRefund = RefundIn<'processing'>;
export type PendingRefund = RefundIn<'pending'>;
export type CompletedRefund = RefundIn<'completed'>;
export type FailedRefund = RefundIn<'failed'>;
/** A refund that has its first answer. */
export type DecidedRefund = RefundIn<RefundDecidedStatus>;
/** Money that goes back. Reserved from what is refundable when it is begun, and given back if it fails. */
export type Refund = RefundIn<RefundStatus>;

/** How a refund ended at the processor, or that it waits there. `reference`: the processor's id of it. */
export type RefundOutcome = RefundDecision | Readonly<{ status: 'pending'; reference: string }>;
export type RefundDecision = Readonly<{ status: 'completed'; reference: string } | { status: 'failed' }>;

export const isDecidedRefund = (refund: Refund): refund is DecidedRefund => isRefundDecided(refund.status);
