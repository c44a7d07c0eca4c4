import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ByStatus } from '../../src/domain/by-status.ts';
import type { Lease } from '../../src/domain/lease.ts';
import type { Authorization, Failure, Outcome, Waiting } from '../../src/domain/outcome.ts';
import {
  type AuthorizedPayment,
  type CancelledPayment,
  type CompletedPayment,
  type DecidedPayment,
  type FailedPayment,
  isDecidedPayment,
  type Payment,
  type PendingPayment,
  type ProcessingPayment,
  type UndecidedPayment,
} from '../../src/domain/payment.ts';
import type { DecidedRefund, Refund } from '../../src/domain/refund-states.ts';
import { type DecidedStatus, isDecided, type RefundStatus, type Status, statuses } from '../../src/domain/status.ts';
import { payment, paymentIn, pendingPayment, processingPayment } from '../support/payments.ts';
import { processingRefund, refund } from '../support/stream.ts';

/** Checked by the compiler: `npm run typecheck` fails if one of the expected errors is none. */
describe('a payment has the fields of its state, or does not compile', () => {
  const { outcome, decision, ...completed } = payment();
  const { dueAt, ...pending } = pendingPayment();
  const { lease, ...processing } = processingPayment();

  it('if it completed without a decision', () => {
    // @ts-expect-error A completed payment has a decision.
    const wrong: Payment = { ...completed, outcome };
    expect(wrong).not.toHaveProperty('decision');
  });

  it('if it completed without an outcome', () => {
    // @ts-expect-error A completed payment has an outcome.
    const wrong: CompletedPayment = { ...completed, decision };
    expect(wrong).not.toHaveProperty('outcome');
  });

  it('if it completed with a failure', () => {
    const failure: Failure = { status: 'failed', failureCode: 'card_declined' };
    // @ts-expect-error A completed payment was charged or authorized.
    const wrong: Payment = { ...completed, outcome: failure, decision: failure };
    expect(wrong.status).toBe('completed');
  });

  it('if it is pending without an instant at which its processor is asked', () => {
    // @ts-expect-error Nobody would ever look at it again.
    const wrong: Payment = pending;
    expect(wrong).not.toHaveProperty('dueAt');
    expect(dueAt).toBeDefined();
  });

  it('if it is processing without a lease', () => {
    // @ts-expect-error Nobody could ever take it over.
    const wrong: Payment = processing;
    expect(wrong).not.toHaveProperty('lease');
    expect(lease).toBeDefined();
  });

  it('if it is processing with an outcome, wherever that comes from', () => {
    // @ts-expect-error A payment with an outcome is decided.
    const wrong: Payment = { ...processingPayment(), outcome };
    expect(wrong).toHaveProperty('outcome');
  });

  it('if it keeps what only the state before has', () => {
    const settled = { status: 'failed', settledBy: 'us', settledAt: undefined } as const;
    const failure: Failure = { status: 'failed', failureCode: 'card_declined' };
    // @ts-expect-error The lease ends with the decision.
    const wrong: Payment = { ...processingPayment(), ...settled, outcome: failure, decision: failure };
    expect(wrong).toHaveProperty('lease');
  });

  it('if a refund completed at no time, or is processing with an answer', () => {
    const { settledAt, ...unsettled } = refund();
    // @ts-expect-error A completed refund says when it was settled.
    const wrong: Refund = unsettled;
    // @ts-expect-error Who settled it is known once it is settled.
    const answered: Refund = { ...processingRefund(), settledBy: 'us' };
    expect([wrong, answered].map(({ status }) => status)).toEqual(['completed', 'processing']);
    expect(settledAt).toBeDefined();
  });

  it('if a status has no state', () => {
    type Fields = { open: { lease: Lease } };
    // @ts-expect-error The fields of `closed` are missing.
    type Wrong = ByStatus<'open' | 'closed', object, Fields>;
    expectTypeOf<Wrong['open']['lease']>().toEqualTypeOf<Lease>();
  });
});

describe('the state of a payment says what it has', () => {
  it('for every status', () => {
    expectTypeOf<Payment['status']>().toEqualTypeOf<Status>();
    expectTypeOf<Refund['status']>().toEqualTypeOf<RefundStatus>();
    expectTypeOf<DecidedPayment['status']>().toEqualTypeOf<DecidedStatus>();
  });

  it('of its lease', () => {
    expectTypeOf<UndecidedPayment['lease']>().toEqualTypeOf<Lease>();
    expectTypeOf<AuthorizedPayment['lease']>().toEqualTypeOf<Lease | undefined>();
    expectTypeOf<Exclude<DecidedPayment, AuthorizedPayment>['lease']>().toEqualTypeOf<undefined>();
    expectTypeOf<Exclude<Refund, DecidedRefund>['lease']>().toEqualTypeOf<Lease>();
  });

  it('of its outcome and decision', () => {
    expectTypeOf<DecidedPayment['outcome']>().toEqualTypeOf<Outcome>();
    expectTypeOf<PendingPayment['outcome']>().toEqualTypeOf<Waiting>();
    expectTypeOf<FailedPayment['outcome']>().toEqualTypeOf<Failure | Waiting>();
    expectTypeOf<AuthorizedPayment['decision'] | CancelledPayment['decision']>().toEqualTypeOf<Authorization>();
    expectTypeOf<ProcessingPayment['outcome']>().toEqualTypeOf<undefined>();
  });

  it.each(statuses)('that is %s, as its status does', (status) => {
    expect(isDecidedPayment(paymentIn[status]())).toBe(isDecided(status));
  });
});
