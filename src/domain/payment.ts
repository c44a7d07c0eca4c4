import type { AddedFields } from './fingerprint.ts';
import type { Money } from './money.ts';
import type { approvedStatuses, Closing, RefundStatus, Status } from './status.ts';

export type Method = 'card' | 'wallet' | 'upi' | 'cash';
export const methods: readonly Method[] = ['card', 'wallet', 'upi', 'cash'];

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

/** What was decided. Written once, and all that a replayed answer may show. */
export type Outcome =
  | Readonly<{ status: (typeof approvedStatuses)[number]; reference: string }>
  | Readonly<{
      status: 'failed';
      failureCode: FailureCode /** The payment that the trip or order has. */;
      paidBy?: string;
    }>;

/** The right to work on a payment until a moment (ms since the epoch); every lease has an owner of its own. */
export type Lease = Readonly<{ owner: string; until: number }>;

/** What the caller asked for. It does not change while the payment lives. */
export type PaymentFields = Readonly<{
  amount: Money;
  method: Method;
  /** The processor's token for what is charged. */
  paymentMethod: string | undefined;
  orderId: string | undefined;
  tripId: string | undefined;
  riderId: string | undefined;
  driverId: string | undefined;
  customerId: string | undefined;
  metadata: Readonly<Record<string, string>> | undefined;
  /** Authorized now, to be captured or cancelled later. */
  captureLater: boolean;
  /** Whether it holds its order, because the request or the stage asks for that. */
  onePaymentPerOrder: boolean;
  /** Kept so that a mismatch can be named: see `fingerprintBy`. */
  addedFields: AddedFields;
  /** Of a contract that shows it: the key that the payment was asked for with. */
  idempotencyKey: string | undefined;
}>;

/** What a contract need not have. */
export const withoutOptionalFields = {
  paymentMethod: undefined,
  orderId: undefined,
  tripId: undefined,
  riderId: undefined,
  driverId: undefined,
  customerId: undefined,
  metadata: undefined,
  captureLater: false,
  onePaymentPerOrder: false,
  addedFields: {},
  idempotencyKey: undefined,
} as const satisfies Partial<PaymentFields>;

/** A payment that a caller asks for, as its contract read it. */
export type WantedPayment = Readonly<{
  id: string;
  /** What makes it one payment: see `Claimant` in claim.ts. */
  identity: 'order' | 'key';
  fields: PaymentFields;
  /** Of the business fields, so that a changed request is told from a repeated one. */
  fingerprint: string;
}>;

export type Payment = PaymentFields &
  Readonly<{
    id: string;
    status: Status;
    fingerprint: string;
    /** How often an order's payment was begun again after it failed. Part of the processor's key. */
    generation: number;
    createdAt: string;
    lease: Lease | undefined;
    /** What an authorized payment is being closed by; it is closed by nothing else then. */
    closing: Closing | undefined;
    /** When it was captured or cancelled. */
    closedAt: string | undefined;
    outcome: Outcome | undefined;
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
  /** What the payment's figures were once this refund was settled: its answer shows these for ever. */
  refundedAfterMinor: bigint | undefined;
  refundableAfterMinor: bigint | undefined;
}>;

/** A payment as it is first written: somebody is at work on it, and nothing is decided. */
export function begun(
  wanted: PaymentFields & Readonly<{ id: string; fingerprint: string }>,
  lease: Lease,
  generation: number,
  now: number,
): Payment {
  return {
    ...wanted,
    status: 'processing',
    generation,
    createdAt: new Date(now).toISOString(),
    lease,
    closing: undefined,
    closedAt: undefined,
    outcome: undefined,
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
export const isRefused = (outcome: Outcome | undefined): outcome is Extract<Outcome, { status: 'failed' }> =>
  outcome?.status === 'failed' &&
  (outcome.failureCode === 'trip_already_paid' || outcome.failureCode === 'order_already_paid');

/** Whether all of its money went back. */
export const isRefunded = ({ status, refundedMinor, amount }: Pick<Payment, 'status' | 'refundedMinor' | 'amount'>) =>
  status === 'completed' && refundedMinor === amount.minor;

/** When something last happened to it. */
export function updatedAt({ createdAt, authorizedAt, settledAt, closedAt, refunds }: Payment): string {
  const moments = [authorizedAt, settledAt, closedAt, ...Object.values(refunds).map((refund) => refund.settledAt)];
  return moments.reduce<string>(
    (latest, at) => (at !== undefined && Date.parse(at) > Date.parse(latest) ? at : latest),
    createdAt,
  );
}

/** What the processor knows a charge by: the same for every attempt to finish it, another for an order tried again. */
export const processorKey = ({ id, generation }: Pick<Payment, 'id' | 'generation'>): string =>
  `pay:${id}:${generation}`;
