import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { failedRefund, processingRefund, refund, refundsOf } from '../support/stream.ts';

const { id } = payment();
const processing = (generation = 0) => processingPayment({ generation });
const failed = (generation = 0) => failedPayment({ generation });
const authorized = authorizedPayment();
const idsOf = (before: Payment | undefined, after: Payment) => eventsOf(before, after).map((event) => event.id);

describe('events between two images of a payment', () => {
  it.each<[string, Payment | undefined, Payment, readonly string[]]>([
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
    ['it is cancelled', authorized, cancelledPayment(), ['payment.cancelled:0']],
    ['it comes decided', undefined, payment(), ['payment.begun:0', 'payment.completed:0']],
    ['nothing changes', payment(), payment(), []],
    ['its trip was already paid', processing(), failedPayment({}, 'trip_already_paid'), ['payment.refused:0']],
    ['a refund is created', payment(), payment({ refunds: refundsOf(processingRefund()) }), []],
    [
      'a refund completes',
      payment({ refunds: refundsOf(processingRefund()) }),
      payment({ refunds: refundsOf(refund()), refundedMinor: 100n }),
      ['refund.completed:r1'],
    ],
    [
      'a refund fails while another is in flight',
      payment({ refunds: refundsOf(refund(), processingRefund({ id: 'r2' })), refundedMinor: 100n }),
      payment({ refunds: refundsOf(refund(), failedRefund({ id: 'r2' })), refundedMinor: 100n }),
      ['refund.failed:r2'],
    ],
    [
      'it is fully refunded',
      payment(),
      payment({ refunds: refundsOf(refund({ amountMinor: 1099n })), refundedMinor: 1099n }),
      ['payment.refunded:0', 'refund.completed:r1'],
    ],
  ])('the events are exact when %s', (_when, before, after, expected) => {
    expect(idsOf(before, after)).toEqual(expected.map((event) => `${id}:${event}`));
  });

  it('event ids are the same for one big step as for many small ones', () => {
    const refunded = payment({ refunds: refundsOf(refund()), refundedMinor: 100n });
    const steps = [undefined, processing(), payment(), refunded];
    const single = steps.slice(1).flatMap((after, index) => idsOf(steps[index], after as Payment));
    expect(idsOf(undefined, refunded)).toEqual(single);
  });

  it('an event has the payment at that time, and the refund', () => {
    const after = payment({ refunds: refundsOf(refund()), refundedMinor: 100n });
    expect(eventsOf(payment(), after)).toEqual([
      {
        id: `${id}:refund.completed:r1`,
        kind: 'refund.completed',
        subject: 'r1',
        payment: after,
        refund: refund(),
        isQuiet: false,
      },
    ]);
  });
});
