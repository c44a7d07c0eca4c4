import { describe, expect, it } from 'vitest';
import { type CompletedPayment, importer, type Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { dispute, disputesOf } from '../support/disputes.ts';
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
    ['its bank inquires', payment(), payment({ disputes: disputesOf(dispute('inquiry')) }), []],
    [
      'the inquiry becomes a dispute',
      payment({ disputes: disputesOf(dispute('inquiry')) }),
      payment({ disputes: disputesOf(dispute('open')) }),
      ['dispute.opened:d1'],
    ],
    [
      'the inquiry is closed',
      payment({ disputes: disputesOf(dispute('inquiry')) }),
      payment({ disputes: disputesOf(dispute('won', { escalated: false })) }),
      [],
    ],
    [
      'a dispute is won while another is opened',
      payment({ disputes: disputesOf(dispute('open')) }),
      payment({ disputes: disputesOf(dispute('won'), dispute('open', { id: 'd2' })) }),
      ['dispute.won:d1', 'dispute.opened:d2'],
    ],
    [
      'a dispute is lost before anybody saw it open',
      payment(),
      payment({ disputes: disputesOf(dispute('lost')) }),
      ['dispute.opened:d1', 'dispute.lost:d1'],
    ],
    [
      'a chargeback is reversed',
      payment({ disputes: disputesOf(dispute('lost')) }),
      payment({ disputes: disputesOf(dispute('won')) }),
      ['dispute.won:d1'],
    ],
    [
      'the deadline of a dispute changes',
      payment({ disputes: disputesOf(dispute('open')) }),
      payment({ disputes: disputesOf(dispute('open', { evidenceDueBy: undefined })) }),
      [],
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

  describe('of an imported payment', () => {
    const importedRefund = refund({ id: 'r0', settledBy: importer });
    const decided = ['payment.begun:0', 'payment.completed:0'];
    const quietOf = (after: Payment) =>
      eventsOf(undefined, after).map(({ kind, subject, isQuiet }) => [`${kind}:${subject}`, isQuiet]);
    const quiet = (...events: readonly string[]) => events.map((event) => [event, true]);

    it.each<[string, Partial<CompletedPayment>, readonly unknown[]]>([
      ['it came alone', {}, quiet(...decided)],
      ['its refund came with it', { refunds: refundsOf(importedRefund) }, quiet(...decided, 'refund.completed:r0')],
      [
        'it was refunded here',
        { refunds: refundsOf(refund()) },
        [...quiet(...decided), ['refund.completed:r1', false]],
      ],
      [
        'one refund came with it, and one was declined here',
        { refunds: refundsOf(importedRefund, failedRefund()) },
        [...quiet(...decided, 'refund.completed:r0'), ['refund.failed:r1', false]],
      ],
      ['it came refunded, without a refund', { refundedMinor: 1099n }, quiet(...decided, 'payment.refunded:0')],
      [
        'it came wholly refunded',
        { refunds: refundsOf(refund({ ...importedRefund, amountMinor: 1099n })), refundedMinor: 1099n },
        quiet(...decided, 'payment.refunded:0', 'refund.completed:r0'),
      ],
      [
        'the rest was refunded here',
        { refunds: refundsOf(importedRefund, refund({ amountMinor: 999n })), refundedMinor: 1099n },
        [
          ...quiet(...decided),
          ['payment.refunded:0', false],
          ['refund.completed:r0', true],
          ['refund.completed:r1', false],
        ],
      ],
    ])('that is found late, what happened here is news, and the rest is not: %s', (_what, but, events) => {
      expect(quietOf(payment({ settledBy: importer, ...but }))).toEqual(events);
    });

    it('that takes the place of a failed attempt of its order, nothing is news', () => {
      const events = eventsOf(failedPayment(), payment({ generation: 1, settledBy: importer }));
      expect(events.map(({ kind, subject, isQuiet }) => [`${kind}:${subject}`, isQuiet])).toEqual(
        quiet('payment.begun:1', 'payment.completed:1'),
      );
    });
  });
});
