import { describe, expect, it } from 'vitest';
import { presentEvent } from '../../src/contracts/event.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';
import { refund, refundsOf, reversedRefund } from '../support/stream.ts';

const bodies = (before: Payment | undefined, after: Payment) =>
  Object.fromEntries(eventsOf(before, after).map((event) => [event.id, presentEvent(event)]));
const dataOf = (before: Payment | undefined, after: Payment) => {
  const [body = ''] = Object.values(bodies(before, after));
  return JSON.parse(body).data;
};

const processing = processingPayment({ orderId: '7', tripId: 'trip-1', customerId: 'c1' });
const shared = { orderId: '7', tripId: 'trip-1', customerId: 'c1' };

describe('the body of an event', () => {
  it('has the form of Standard Webhooks, ids as the API has them, and exact amounts', () => {
    expect(bodies(processing, payment(shared))).toEqual({
      [`${processing.id}:payment.completed:0`]:
        `{"type":"payment.completed","timestamp":"2026-11-21T11:00:01.456Z","data":{"event_id":"${processing.id}:payment.completed:0",` +
        `"payment_id":"${processing.id}","order_id":7,"trip_id":"trip-1","customer_id":"c1","refund_id":null,"dispute_id":null,"evidence_due_by":null,"reference":"PAY-1",` +
        '"amount":10.99,"currency":"USD","status":"SUCCESS","failure_code":null}}',
    });
  });

  it.each<[string, Payment | undefined, Payment, object]>([
    ['begun', undefined, processing, { status: 'PENDING', reference: null }],
    ['pending', processing, pendingPayment(), { status: 'PENDING', reference: null }],
    ['authorized', processing, authorizedPayment(), { status: 'PENDING', reference: 'PAY-1' }],
    ['failed', processing, failedPayment({}, 'expired_card'), { status: 'FAILED', failure_code: 'expired_card' }],
    [
      'captured in part',
      authorizedPayment(),
      payment({ outcome: { status: 'authorized', reference: 'A' }, capturedMinor: 500n }),
      { status: 'SUCCESS', amount: 5 },
    ],
    ['cancelled', authorizedPayment(), cancelledPayment(), { status: 'FAILED', failure_code: null }],
    [
      'refunded in part',
      payment(),
      payment({ refunds: refundsOf(refund()), refundedMinor: 100n }),
      { status: 'SUCCESS', amount: 1, refund_id: 'r1' },
    ],
    [
      'reversed',
      payment({ refunds: refundsOf(refund()) }),
      payment({ refunds: refundsOf(reversedRefund()) }),
      { status: 'FAILED', amount: 1, refund_id: 'r1' },
    ],
  ])('says what happened to a payment that is %s', (_what, before, after, expected) => {
    expect(dataOf(before, after)).toMatchObject(expected);
  });

  it('has the same bytes by every later image of the payment', () => {
    const steps: readonly Payment[] = [
      processing,
      pendingPayment(shared),
      authorizedPayment(shared),
      payment({
        ...shared,
        outcome: { status: 'pending', action: undefined },
        decision: authorizedPayment().decision as never,
        closedAt: '2026-11-21T12:00:00.000Z',
      }),
    ].map(
      (step) =>
        ({
          ...step,
          outcome: step.status === 'processing' ? step.outcome : { status: 'pending', action: undefined },
        }) as Payment,
    );
    const told = steps.map((after, index) => bodies(steps[index - 1], after));
    const atOnce = bodies(undefined, steps.at(-1) as Payment);
    expect(Object.assign({}, ...told)).toEqual(atOnce);
    expect(Object.keys(atOnce).map((id) => id.split(':')[1])).toEqual([
      'payment.begun',
      'payment.pending',
      'payment.authorized',
      'payment.captured',
    ]);
  });

  it('has neither metadata nor the e-mail address in it', () => {
    const all = bodies(undefined, payment({ ...shared, metadata: { email: 'anna@example.com' } }));
    expect(Object.values(all).join()).not.toContain('anna');
  });
});
