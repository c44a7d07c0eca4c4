import { describe, expect, it } from 'vitest';
import { isOpen, openedBy } from '../../src/projections/open-payments.ts';
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
  ])('is one that is %s: %#', (_what, one, open) => {
    expect(isOpen(one)).toBe(open);
  });
});

describe('a batch', () => {
  it.each([
    ['that begins a payment keeps it', [changeOf(undefined, processing)], [id], []],
    ['that ends it lets it go', [changeOf(processing, payment())], [], [id]],
    [
      'that begins and ends it does nothing',
      [changeOf(undefined, processing), changeOf(processing, payment())],
      [],
      [],
    ],
    ['that says it is as it was does nothing', [changeOf(payment(), payment())], [], []],
    [
      'that ends it and begins a refund keeps it',
      [changeOf(processing, payment()), changeOf(payment(), payment({ refunds: refundsOf(processingRefund()) }))],
      [id],
      [],
    ],
  ])('%s', (_what, changes, open, decided) => {
    const sequence = changes.at(-1)?.sequence;
    expect(openedBy(changes)).toEqual({
      open: open.map((one) => ({ id: one, since, sequence })),
      decided: decided.map((one) => ({ id: one, sequence })),
    });
  });

  it('tells payments apart', () => {
    const other = { ...processing, id: 'other' };
    const opened = changeOf(undefined, other);
    const changes = [changeOf(undefined, processing), opened, changeOf(processing, payment())];
    expect(openedBy(changes)).toEqual({
      open: [{ id: 'other', since, sequence: opened.sequence }],
      decided: [],
    });
  });
});
