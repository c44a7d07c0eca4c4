import { describe, expect, it } from 'vitest';
import { isOpen, openPaymentChanges } from '../../src/projections/open-payments.ts';
import { authorizedPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { changeOf, processingRefund, refund, refundsOf } from '../support/stream.ts';

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
    ['failed', failedPayment(), false],
  ])('a payment that is %s: %#', (_what, one, open) => {
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
      'ends a payment and begins a refund keeps it open',
      [changeOf(processing, payment()), changeOf(payment(), payment({ refunds: refundsOf(processingRefund()) }))],
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
