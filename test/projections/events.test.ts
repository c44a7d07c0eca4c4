import { describe, expect, it } from 'vitest';
import { newPayment, type Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { payment } from '../support/payments.ts';
import { refund, refundsOf } from '../support/stream.ts';

const { id } = payment();
const processing = (generation = 0): Payment => newPayment(payment(), { owner: 'o', until: 0 }, generation, 0);
const failed = (generation = 0) =>
  payment({ generation, status: 'failed', outcome: { status: 'failed', failureCode: 'card_declined' } });
const authorized = payment({ status: 'authorized', outcome: { status: 'authorized', reference: 'A' } });
const idsOf = (before: Payment | undefined, after: Payment) => eventsOf(before, after).map((event) => event.id);

describe('what happened between two images of a payment', () => {
  it.each([
    ['it is begun', undefined, processing(), ['payment.begun:0']],
    ['its lease is taken over', processing(), { ...processing(), lease: { owner: 'p', until: 1 } }, []],
    ['it completes', processing(), payment(), ['payment.completed:0']],
    ['it fails', processing(), failed(), ['payment.failed:0']],
    ['it is begun again', failed(), processing(1), ['payment.begun:1']],
    ['it fails again', processing(1), failed(1), ['payment.failed:1']],
    ['it is authorized', processing(), authorized, ['payment.authorized:0']],
    ['its capture begins', authorized, { ...authorized, closing: 'capture' as const }, []],
    [
      'it is captured',
      authorized,
      payment({ outcome: { status: 'authorized', reference: 'A' } }),
      ['payment.captured:0'],
    ],
    ['it is cancelled', authorized, { ...authorized, status: 'cancelled' as const }, ['payment.cancelled:0']],
    ['it comes decided', undefined, payment(), ['payment.begun:0', 'payment.completed:0']],
    ['nothing changes', payment(), payment(), []],
    [
      'its trip was paid',
      processing(),
      payment({ status: 'failed', outcome: { status: 'failed', failureCode: 'trip_already_paid', paidBy: 'p2' } }),
      ['payment.refused:0'],
    ],
    ['a refund is begun', payment(), payment({ refunds: refundsOf(refund({ status: 'processing' })) }), []],
    [
      'a refund completes',
      payment({ refunds: refundsOf(refund({ status: 'processing' })) }),
      payment({ refunds: refundsOf(refund()), refundedMinor: 100n }),
      ['refund.completed:r1'],
    ],
    [
      'a refund fails while another is on its way',
      payment({ refunds: refundsOf(refund(), refund({ id: 'r2', status: 'processing' })), refundedMinor: 100n }),
      payment({ refunds: refundsOf(refund(), refund({ id: 'r2', status: 'failed' })), refundedMinor: 100n }),
      ['refund.failed:r2'],
    ],
    [
      'the last of it goes back',
      payment(),
      payment({ refunds: refundsOf(refund({ amountMinor: 1099n })), refundedMinor: 1099n }),
      ['payment.refunded:0', 'refund.completed:r1'],
    ],
  ])('when %s', (_when, before, after, expected) => {
    expect(idsOf(before, after)).toEqual(expected.map((event) => `${id}:${event}`));
  });

  it('has the same ids in one step as in many', () => {
    const refunded = payment({ refunds: refundsOf(refund()), refundedMinor: 100n });
    const steps = [undefined, processing(), payment(), refunded];
    const single = steps.slice(1).flatMap((after, index) => idsOf(steps[index], after as Payment));
    expect(idsOf(undefined, refunded)).toEqual(single);
  });

  it('carries the payment as it then was, and the refund', () => {
    const after = payment({ refunds: refundsOf(refund()), refundedMinor: 100n });
    expect(eventsOf(payment(), after)).toEqual([
      { id: `${id}:refund.completed:r1`, kind: 'refund.completed', payment: after, refund: refund() },
    ]);
  });
});
