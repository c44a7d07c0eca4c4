import { describe, expect, it } from 'vitest';
<<<<<<< HEAD
import { newPayment } from '../../src/domain/payment.ts';
import { isOpen, openPaymentChanges } from '../../src/projections/open-payments.ts';
import { payment } from '../support/payments.ts';
import { changeOf, refund, refundsOf } from '../support/stream.ts';
=======
import { isOpen, openedBy } from '../../src/projections/open-payments.ts';
import { authorizedPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { changeOf, processingRefund, refund, refundsOf } from '../support/stream.ts';
>>>>>>> 5337f0a

const processing = processingPayment();
const authorized = authorizedPayment();
const { id } = payment();
const since = '2026-11-21T12:00:00.000Z';

describe('an open payment', () => {
  it.each([
    ['processing', processing, true],
    ['being captured', { ...authorized, closing: 'capture' as const }, true],
    ['being cancelled', { ...authorized, closing: 'cancel' as const }, true],
    ['being refunded', payment({ refunds: refundsOf(refund(), processingRefund({ id: 'r2' })) }), true],
    ['authorized and left so', authorized, false],
    ['captured', payment({ closing: 'capture' }), false],
    ['refunded', payment({ refunds: refundsOf(refund()) }), false],
<<<<<<< HEAD
    ['failed', payment({ status: 'failed' }), false],
  ])('a payment that is %s: %#', (_what, one, open) => {
=======
    ['failed', failedPayment(), false],
  ])('is one that is %s: %#', (_what, one, open) => {
>>>>>>> 5337f0a
    expect(isOpen(one)).toBe(open);
  });
});

describe('changes to open payments', () => {
  it.each([
    ['begins a payment adds it', [changeOf(undefined, processing)], [id], []],
    ['ends a payment removes it', [changeOf(processing, payment())], [], [id]],
    [
      'begins and ends a payment changes nothing',
      [changeOf(undefined, processing), changeOf(processing, payment())],
      [],
      [],
    ],
    ['repeats a decided payment changes nothing', [changeOf(payment(), payment())], [], []],
    [
<<<<<<< HEAD
      'ends a payment and begins a refund keeps it open',
      [
        changeOf(processing, payment()),
        changeOf(payment(), payment({ refunds: refundsOf(refund({ status: 'processing' })) })),
      ],
=======
      'that ends it and begins a refund keeps it',
      [changeOf(processing, payment()), changeOf(payment(), payment({ refunds: refundsOf(processingRefund()) }))],
>>>>>>> 5337f0a
      [id],
      [],
    ],
  ])('a batch that %s', (_what, changes, open, decided) => {
    const sequence = changes.at(-1)?.sequence;
    expect(openPaymentChanges(changes)).toEqual({
      open: open.map((one) => ({ id: one, since, sequence })),
      decided: decided.map((one) => ({ id: one, sequence })),
    });
  });

  it('a batch distinguishes payments', () => {
    const other = { ...processing, id: 'other' };
    const opened = changeOf(undefined, other);
    const changes = [changeOf(undefined, processing), opened, changeOf(processing, payment())];
    expect(openPaymentChanges(changes)).toEqual({
      open: [{ id: 'other', since, sequence: opened.sequence }],
      decided: [],
    });
  });
});
