import type { Money } from './money.ts';

export type Status = 'processing' | 'authorized' | 'completed' | 'failed' | 'cancelled';

/** The whole life of a payment: what each status may become. A failed one lives on only as an order's next attempt. */
export const mayBecome: Readonly<Record<Status, readonly Status[]>> = {
  processing: ['completed', 'failed', 'authorized'],
  authorized: ['completed', 'cancelled'],
  completed: [],
  failed: ['processing'],
  cancelled: [],
};

export type Method = 'card' | 'wallet' | 'upi' | 'cash';
export const methods: readonly Method[] = ['card', 'wallet', 'upi', 'cash'];

export type FailureCode = 'amount_not_positive' | 'card_declined' | 'expired_card' | 'insufficient_funds';

/** What the processor decided. Written once, and all that a replayed answer may show. */
export type Outcome =
  | Readonly<{ status: 'completed'; reference: string }>
  | Readonly<{ status: 'failed'; failureCode: FailureCode }>;

/** The right to work on a payment until a moment (ms since the epoch); every lease has an owner of its own. */
export type Lease = Readonly<{ owner: string; until: number }>;

/** What the caller asked for. It does not change while the payment lives. */
export type PaymentFields = Readonly<{
  amount: Money;
  method: Method;
  /** The processor's token for what is charged. */
  paymentMethod: string | undefined;
  orderId: string | undefined;
  customerId: string | undefined;
  metadata: Readonly<Record<string, string>> | undefined;
}>;

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
    outcome: Outcome | undefined;
    settledBy: string | undefined;
    settledAt: string | undefined;
    refundedMinor: bigint;
    refundableMinor: bigint;
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
    outcome: undefined,
    settledBy: undefined,
    settledAt: undefined,
    refundedMinor: 0n,
    refundableMinor: 0n,
  };
}

/** What the processor knows a charge by: the same for every attempt to finish it, another for an order tried again. */
export const processorKey = ({ id, generation }: Pick<Payment, 'id' | 'generation'>): string =>
  `pay:${id}:${generation}`;
