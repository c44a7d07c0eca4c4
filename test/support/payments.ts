import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import type { Failure, FailureCode, Outcome } from '../../src/domain/outcome.ts';
import {
  type AuthorizedPayment,
  type CancelledPayment,
  type CompletedPayment,
  type DecidedPayment,
  type FailedPayment,
  newPayment,
  type Payment,
  type PendingPayment,
  type ProcessingPayment,
  type UndecidedPayment,
} from '../../src/domain/payment.ts';
import type { PaymentFields, WantedPayment } from '../../src/domain/payment-fields.ts';
import type { Status } from '../../src/domain/status.ts';

const id = 'f4690b42-5f55-8069-a1bc-e9473f437e5e';
const fingerprint = 'fields';
const settledAt = '2026-11-21T11:00:01.456Z';

/** Fields of a request for 10.99 USD and nothing else, by a contract that cannot ask the customer. */
export const fields: PaymentFields = {
  ...wantedPayment(readPaymentRequest({ amount: '10.99' }), {
    caller: 'anonymous',
    key: 'k1',
    newId: () => id,
  }).fields,
  mayAskCustomer: false,
};

export const wanted = (but: Partial<WantedPayment> = {}): WantedPayment => ({
  id,
  identity: 'key',
  fields,
  fingerprint,
  ...but,
});

/** A payment that was begun an hour ago, except for what a test says of it; its lease ran out. */
export const processingPayment = (but: Partial<ProcessingPayment> = {}): ProcessingPayment => ({
  ...newPayment({ id, fields, fingerprint }, { owner: 'owner', until: 0 }, 0, Date.parse('2026-11-21T11:00:00.123Z')),
  ...but,
});

const decided = { lease: undefined, fencing: undefined, settledBy: 'owner', settledAt } as const;
const approved = { ...decided, authorizedAt: undefined, closing: undefined } as const;
const unwatched = { dueAt: undefined, polls: 0 } as const;
const paid = { status: 'completed', reference: 'PAY-1' } as const;
const held = { status: 'authorized', reference: 'PAY-1' } as const;

/** The same that completed at once. If only its outcome is said, that is its decision, too. */
export const payment = (but: Partial<CompletedPayment> = {}): CompletedPayment => ({
  ...processingPayment(),
  ...approved,
  ...unwatched,
  status: 'completed',
  outcome: paid,
  decision: but.outcome === undefined || but.outcome.status === 'pending' ? paid : but.outcome,
  closedAt: undefined,
  capturedMinor: undefined,
  refundableMinor: 1099n,
  ...but,
});

/** The same that waits for its processor, which is asked about it a minute after. */
export const pendingPayment = (but: Partial<PendingPayment> = {}): PendingPayment => ({
  ...processingPayment(),
  ...decided,
  settledAt: undefined,
  status: 'pending',
  intent: { processor: 'simulated', account: '', id: 'intent' },
  pendingSince: undefined,
  outcome: { status: 'pending', action: undefined },
  decision: undefined,
  dueAt: '2026-11-21T11:01:01.456Z',
  polls: 0,
  fencing: false,
  ...but,
});

/** The same that was authorized; by a version that dated this by `settledAt`. */
export const authorizedPayment = (but: Partial<AuthorizedPayment> = {}): AuthorizedPayment => ({
  ...processingPayment(),
  ...approved,
  ...unwatched,
  status: 'authorized',
  outcome: held,
  decision: held,
  closingMinor: undefined,
  ...but,
});

/** The same that was authorized, and cancelled later. */
export const cancelledPayment = (but: Partial<CancelledPayment> = {}): CancelledPayment => ({
  ...processingPayment(),
  ...approved,
  status: 'cancelled',
  outcome: held,
  decision: held,
  closedAt: '2026-11-21T11:30:00.000Z',
  expiredAt: undefined,
  ...but,
});

/** The same that failed. */
export function failedPayment(
  but: Partial<FailedPayment> = {},
  failureCode: FailureCode = 'card_declined',
): FailedPayment {
  const failure: Failure = { status: 'failed', failureCode };
  return { ...processingPayment(), ...decided, status: 'failed', outcome: failure, decision: failure, ...but };
}

/** A payment as it stands once its first outcome is written. */
export function settled(begun: UndecidedPayment, outcome: Outcome, settledBy: string, at: string): DecidedPayment {
  switch (outcome.status) {
    case 'pending': {
      const { intent = pendingPayment().intent } = begun;
      return {
        ...begun,
        lease: undefined,
        settledBy,
        status: 'pending',
        outcome,
        intent,
        pendingSince: at,
        dueAt: at,
        polls: 0,
      };
    }
    case 'authorized':
      return {
        ...begun,
        ...approvedBy(settledBy),
        status: 'authorized',
        outcome,
        decision: outcome,
        settledAt: undefined,
        authorizedAt: at,
        closingMinor: undefined,
      };
    case 'completed':
      return {
        ...begun,
        ...approvedBy(settledBy),
        status: 'completed',
        outcome,
        decision: outcome,
        settledAt: at,
        closedAt: undefined,
        capturedMinor: undefined,
        refundableMinor: begun.amount.minor,
      };
    case 'failed':
      return { ...begun, ...decided, settledBy, status: 'failed', outcome, decision: outcome, settledAt: at };
  }
}

const approvedBy = (settledBy: string) => ({ ...approved, ...unwatched, settledBy });

/** A payment in each state. */
export const paymentIn: Readonly<Record<Status, () => Payment>> = {
  processing: processingPayment,
  pending: pendingPayment,
  authorized: authorizedPayment,
  completed: payment,
  failed: failedPayment,
  cancelled: cancelledPayment,
};
