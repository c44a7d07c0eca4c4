import type { ByStatus } from './by-status.ts';
import type { Disputes } from './dispute.ts';
import type { Intent } from './intent.ts';
import type { Lease } from './lease.ts';
import type { Money } from './money.ts';
import type { Authorization, Charged, Decision, Failure, Waiting } from './outcome.ts';
import type { PaymentFields, WantedPayment } from './payment-fields.ts';
import type { Refund } from './refund-states.ts';
import { type Closing, type DecidedStatus, isDecided, type Status, type UndecidedStatus } from './status.ts';

type CommonFields = PaymentFields &
  Readonly<{
    id: string;
    fingerprint: string;
    /** How often an order's payment was begun again after it failed. Part of the processor's key. */
    generation: number;
    /** Undefined for a payment of before intents were stored, which the simulated processor charged, and for an imported one without it. */
    intent: Intent | undefined;
    createdAt: string;
    refundedMinor: bigint;
    refundableMinor: bigint;
    /** By refund id: those that are processing or completed, and the failed ones that were not archived. */
    refunds: Readonly<Record<string, Refund>>;
    /** Fencing token of refund reservations: raised with each refusal and dispute, so that a reservation sent before fails. */
    refundFence: number;
    /** By the processor's id. None is ever taken away. */
    disputes: Disputes;
    /** When its metadata and the reasons of its refunds were removed. */
    redactedAt?: string | undefined;
  }>;

/** `settledBy` of a payment that was decided elsewhere and came by import or seed. */
export const importer = 'import';

type PaymentAnswer<First, Then> = Readonly<{
  settledBy: string;
  outcome: First;
  /** The outcome, or what became of a payment that was pending first. */
  decision: Then;
}>;

type Decided<Made extends Decision> = PaymentAnswer<Made | Waiting, Made> &
  Readonly<{
    /** When it was charged or failed. A capture that was imported has `closedAt` alone. */
    settledAt: string | undefined;
  }>;

type Approved<Made extends Decision> = Decided<Made> &
  Readonly<{
    /** When its amount was authorized; an authorization of before this was kept is dated by `settledAt`. */
    authorizedAt: string | undefined;
    /** How it is, or was, being closed. While it is authorized, nothing else may close it. */
    closing: Closing | undefined;
  }>;

/** When the processor is to be asked about it again (ISO instant), and how often it was. */
type Polled<DueAt> = Readonly<{ dueAt: DueAt; polls: number }>;

/** Fields of a payment in each state, besides those of every payment. */
export type PaymentStates = Readonly<{
  processing: Readonly<{
    lease: Lease;
    /** Its intent is being made unpayable, because its customer cannot be asked or its client cannot repeat the request. */
    fencing: boolean;
  }>;
  pending: PaymentAnswer<Waiting, undefined> &
    Polled<string> &
    Readonly<{
      intent: Intent;
      /** When its client was first told so (ISO instant), which is when its customer's time begins. Earlier releases did not keep it. */
      pendingSince: string | undefined;
      /** Its intent is being made unpayable: an authorization that is found now is let go rather than kept. */
      fencing: boolean;
    }>;
  authorized: Approved<Authorization> &
    Polled<string | undefined> &
    Readonly<{
      /** Lease of the request that is closing it, or that was refused by the processor when it did. */
      lease: Lease | undefined;
      /** How much of the amount a capture takes. */
      closingMinor: bigint | undefined;
    }>;
  completed: Approved<Charged | Authorization> &
    Polled<string | undefined> &
    Readonly<{
      /** When it was captured. */
      closedAt: string | undefined;
      /** How much was captured, if that is less than the amount. */
      capturedMinor: bigint | undefined;
      /** The processor's fee as it was told with the capture, if it was. It may be in another currency than the payment. */
      fee?: Money | undefined;
    }>;
  failed: Decided<Failure>;
  cancelled: Approved<Authorization> &
    Readonly<{
      closedAt: string;
      /** The processor let its authorization go. */
      expiredAt: string | undefined;
    }>;
}>;

type PaymentsByStatus = ByStatus<Status, CommonFields, PaymentStates>;
type PaymentIn<Name extends Status> = PaymentsByStatus[Name];
export type ProcessingPayment = PaymentIn<'processing'>;
export type PendingPayment = PaymentIn<'pending'>;
export type AuthorizedPayment = PaymentIn<'authorized'>;
export type CompletedPayment = PaymentIn<'completed'>;
export type FailedPayment = PaymentIn<'failed'>;
export type CancelledPayment = PaymentIn<'cancelled'>;
/** A payment without an outcome: somebody has a lease on it, or had. */
export type UndecidedPayment = PaymentIn<UndecidedStatus>;
/** A payment whose processor may have to be asked about it again. */
export type PolledPayment = PaymentIn<'pending' | 'authorized' | 'completed'>;
export const isPolled = (payment: Payment): payment is PolledPayment =>
  payment.status === 'pending' || payment.status === 'authorized' || payment.status === 'completed';
/** A payment with an outcome. */
export type DecidedPayment = PaymentIn<DecidedStatus>;
export type Payment = PaymentIn<Status>;

export const isDecidedPayment = (payment: Payment): payment is DecidedPayment => isDecided(payment.status);

/** A payment as it is first written: somebody is at work on it, and nothing is decided. */
export const newPayment = (
  { id, fields, fingerprint }: Pick<WantedPayment, 'id' | 'fields' | 'fingerprint'>,
  lease: Lease,
  generation: number,
  now: number,
  intent?: Intent,
): ProcessingPayment => ({
  ...fields,
  id,
  fingerprint,
  status: 'processing',
  generation,
  intent,
  createdAt: new Date(now).toISOString(),
  lease,
  fencing: false,
  refundedMinor: 0n,
  refundableMinor: 0n,
  refunds: {},
  refundFence: 0,
  disputes: {},
});

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
