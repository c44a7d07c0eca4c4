import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import type { StepType } from '../../src/domain/payment-step.ts';
import { stepsOf } from '../../src/projections/steps.ts';
import { authorizedPayment, payment, pendingPayment } from '../support/payments.ts';
import { changeOf, pendingRefund, processingRefund, refundsOf } from '../support/stream.ts';

const authorized = authorizedPayment();
const capturing = authorizedPayment({ closing: 'capture' });
const refunding = payment({ refunds: refundsOf(processingRefund()) });
const refundWaits = payment({ refunds: refundsOf(pendingRefund()) });

describe('the steps of a payment', () => {
  it.each<[string, readonly StepType[], Payment | undefined, Payment]>([
    ['a payment comes decided', [], undefined, payment()],
    ['a payment is fenced at its processor', ['payment.fencing'], pendingPayment(), pendingPayment({ fencing: true })],
    ['a capture is given up', ['closing.abandoned'], capturing, authorized],
    ['a capture goes on', [], capturing, capturing],
    ['a processor will decide a refund later', ['refund.pending'], refunding, refundWaits],
    ['a refund waits as before', [], refundWaits, refundWaits],
  ])('if %s, the steps are %j', (_what, types, before, after) => {
    expect(stepsOf([changeOf(before, after)]).map(({ type }) => type)).toEqual(types);
  });
});
