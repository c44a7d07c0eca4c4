import type { Intent, NextAction } from './intent.ts';
import type { PaymentFields } from './payment-fields.ts';
import type { approvedStatuses, Closing, RefundStatus, Status } from './status.ts';

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

/** What the processor decided. */
export type Decision =
  | Readonly<{ status: (typeof approvedStatuses)[number]; reference: string }>
  | Readonly<{
      status: 'failed';
      failureCode: FailureCode;
      /** The processor's own code of a decline. */
      rawCode?: string;
      /** The payment that the trip or order has. */
      paidBy?: string;
    }>;

/** The processor works on it, or its customer has to act. */
type Waiting = Readonly<{ status: 'pending'; action: NextAction | undefined }>;

/** What was first known of a payment. Written once, and all that a replayed answer may show. */
export type Outcome = Decision | Waiting;

/** The right to work on a payment until a moment (ms since the epoch); every lease has an owner of its own. */
export type Lease = Readonly<{ owner: string; until: number }>;

export type Payment = PaymentFields &
  Readonly<{
    id: string;
    status: Status;
    fingerprint: string;
    /** How often an order's payment was begun again after it failed. Part of the processor's key. */
    generation: number;
    /** Undefined for a payment of before intents were stored, which the simulated processor charged. */
    intent: Intent | undefined;
    createdAt: string;
    lease: Lease | undefined;
    /** What an authorized payment is being closed by; it is closed by nothing else then. */
    closing: Closing | undefined;
    /** How much of an authorized amount a capture takes. */
    closingMinor: bigint | undefined;
    /** How much was captured, if that is less than the amount. */
    capturedMinor: bigint | undefined;
    /** When it was captured or cancelled. */
    closedAt: string | undefined;
    outcome: Outcome | undefined;
    /** The outcome, or what became of a payment that was pending first. */
    decision: Decision | undefined;
    /** When the processor is to be asked about it again (ISO instant), and how often it was. */
    dueAt: string | undefined;
    polls: number;
    /** Its intent is being made unpayable: an authorization that is found now is let go rather than kept. */
    fencing: boolean;
    /** The processor let its authorization go. */
    expiredAt: string | undefined;
    settledBy: string | undefined;
    /** When its amount was authorized; an authorization of before this was kept is dated by `settledAt`. */
    authorizedAt: string | undefined;
    /** When it was charged or failed. */
    settledAt: string | undefined;
    refundedMinor: bigint;
    refundableMinor: bigint;
    /** By refund id: those that are processing or completed, and the failed ones that were not archived. */
    refunds: Readonly<Record<string, Refund>>;
    /** Fencing token of refund reservations: raised with each refusal, so that a reservation sent before it fails. */
    refundFence: number;
  }>;

/** Money that goes back. Reserved from what is refundable when it is begun, and given back if it fails. */
export type Refund = Readonly<{
  id: string;
  status: RefundStatus;
  amountMinor: bigint;
  fingerprint: string;
  reason: string | undefined;
  createdAt: string;
  lease: Lease | undefined;
  settledBy: string | undefined;
  settledAt: string | undefined;
  /** Its first answer, if it was that the refund is pending: a replay says so for ever. */
  answeredAs: 'pending' | undefined;
  /** When its money came back after all. */
  reversedAt: string | undefined;
  /** Raised when the processor was found not to have the refund although its key may be forgotten: part of the next key. */
  attempt: number;
  /** Since when the present key is in use (ISO instant); from `createdAt` for the first. */
  keySince: string | undefined;
  /** What the payment's figures were once this refund was settled: its answer shows these for ever. */
  refundedAfterMinor: bigint | undefined;
  refundableAfterMinor: bigint | undefined;
}>;

/** A payment as it is first written: somebody is at work on it, and nothing is decided. */
export function newPayment(
  wanted: PaymentFields & Readonly<{ id: string; fingerprint: string }>,
  lease: Lease,
  generation: number,
  now: number,
  intent?: Intent,
): Payment {
  return {
    ...wanted,
    status: 'processing',
    generation,
    intent,
    createdAt: new Date(now).toISOString(),
    lease,
    closing: undefined,
    closingMinor: undefined,
    capturedMinor: undefined,
    closedAt: undefined,
    outcome: undefined,
    decision: undefined,
    dueAt: undefined,
    polls: 0,
    fencing: false,
    expiredAt: undefined,
    settledBy: undefined,
    authorizedAt: undefined,
    settledAt: undefined,
    refundedMinor: 0n,
    refundableMinor: 0n,
    refunds: {},
    refundFence: 0,
  };
}

/** Whether a payment failed only because its trip or order has another: nobody attempted it then. */
export const isRefused = (outcome: Outcome | undefined): outcome is Extract<Decision, { status: 'failed' }> =>
  outcome?.status === 'failed' &&
  (outcome.failureCode === 'trip_already_paid' || outcome.failureCode === 'order_already_paid');

/** Whether all of its money went back. */
export const isRefunded = (payment: Pick<Payment, 'status' | 'refundedMinor' | 'amount' | 'capturedMinor'>) =>
  payment.status === 'completed' && payment.refundedMinor === capturedMinorOf(payment);

/** The part of its amount that was captured, or will be. */
export const capturedMinorOf = ({ amount, capturedMinor }: Pick<Payment, 'amount' | 'capturedMinor'>): bigint =>
  capturedMinor ?? amount.minor;

/** When something last happened to it. */
export function updatedAt({ createdAt, authorizedAt, settledAt, closedAt, refunds }: Payment): string {
  const moments = [authorizedAt, settledAt, closedAt, ...Object.values(refunds).map((refund) => refund.settledAt)];
  return moments.reduce<string>(
    (latest, at) => (at !== undefined && Date.parse(at) > Date.parse(latest) ? at : latest),
    createdAt,
  );
}

/** Names one charge of a payment: the same for every attempt to finish it, another for an order that is tried again. */
export const chargeName = ({ id, generation }: Pick<Payment, 'id' | 'generation'>): string => `pay:${id}:${generation}`;
