import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import {
  externalRefundOf,
  fitOf,
  hasSameFields,
  isKnown,
  type ListedRefund,
} from '../../src/domain/external-refund.ts';
import { importer, type Payment } from '../../src/domain/payment.ts';
import { plainDecimal, refundFingerprint } from '../../src/domain/refund.ts';
import { mostPartialRefunds } from '../../src/domain/refund-limits.ts';
import { payment } from '../support/payments.ts';
import { failedRefund, pendingRefund, processingRefund, refund, refundsOf } from '../support/stream.ts';

const usd = (minor: bigint) => ({ minor, currency: 'USD' as Currency });
const at = '2026-11-29T12:00:00.000Z';
const made = (minor: bigint): ListedRefund => ({ reference: 're_1', amount: usd(minor), state: 'returned', at });
/** 10.99, of which 4.00 are refundable. */
const left = (refunds: Payment['refunds'] = {}) =>
  payment({ amount: usd(1_099n), refundedMinor: 699n, refundableMinor: 400n, refunds });

describe('a refund that was made at the processor', () => {
  it.each<[string, bigint, Payment, ReturnType<typeof fitOf>]>([
    ['all that is left', 400n, left(), 'now'],
    ['less', 1n, left(), 'now'],
    ['more', 401n, left(), 'never'],
    ['more, after refunds that are decided', 401n, left(refundsOf(refund(), failedRefund({ id: 'r2' }))), 'never'],
    ['less, beside a refund of ours that has begun, and may be this', 1n, left(refundsOf(processingRefund())), 'later'],
    ['less, beside a refund of ours that is on its way', 1n, left(refundsOf(pendingRefund())), 'now'],
    ['more, beside a refund of ours that is on its way', 401n, left(refundsOf(pendingRefund())), 'later'],
  ])('of %s fits', (_what, minor, one, fit) => {
    expect(fitOf(made(minor), one)).toBe(fit);
  });

  it.each([
    [refund({ reference: 're_1' }), undefined, true],
    [refund({ reference: 're_2' }), undefined, false],
    [refund(), undefined, false],
    [refund({ reference: 're_2', id: 'ours' }), 'ours', true],
    [refund({ reference: 're_1' }), 'ours', true],
    // It was lost, and found by our id, which somebody has removed since.
    [refund({ externalReference: 're_1', id: 'ours' }), undefined, true],
    [refund({ reference: 're_2', id: 'another' }), 'ours', false],
    // It was lost, and found again with our id.
    [refund({ externalReference: 're_1', id: 'ours' }), undefined, true],
    // It was found without our id, which somebody put back.
    [refund({ externalReference: 're_1', id: 'another' }), 'ours', true],
  ])('is known by its id there or by ours', (known, ownId, is) => {
    expect(isKnown({ ...made(1n), ownId }, left(refundsOf(known)))).toBe(is);
  });

  it.each([
    ['returned', { id: 'ours', status: 'completed', refundedAfterMinor: 799n, refundableAfterMinor: 300n }],
    ['working', { id: 'ours', status: 'pending', refundedAfterMinor: 699n, refundableAfterMinor: 300n }],
  ] as const)('that is ours, is %s and was lost gets its id again, with what its key is answered', (state, entry) => {
    const lost = externalRefundOf({ ...made(100n), ownId: 'ours', state }, left(), 'stripe');
    expect(lost).toMatchObject({ ...entry, externalReference: 're_1' });
  });

  it.each([
    ['1.00', true],
    ['1', true],
    ['1.01', false],
    ['all', true],
  ])('that is ours and was lost is what a request for %s by its key means: %s', (amount, same) => {
    const lost = externalRefundOf({ ...made(100n), ownId: 'ours' }, left(), 'stripe');
    expect(hasSameFields(lost, refundFingerprint({ amount: plainDecimal(amount) }))).toBe(same);
  });

  it('that is ours and was lost still means all that remains once it was imported elsewhere', () => {
    const lost = externalRefundOf({ ...made(100n), ownId: 'ours' }, left(), 'stripe');
    expect(hasSameFields({ ...lost, settledBy: importer }, refundFingerprint({ amount: 'all' }))).toBe(true);
  });

  it('that was not lost has the fields that it was asked for with, and no others', () => {
    const all = refundFingerprint({ amount: 'all' });
    expect([
      hasSameFields(refund({ fingerprint: 'f' }), 'f'),
      hasSameFields(refund({ fingerprint: 'f' }), all),
    ]).toEqual([true, false]);
  });

  it('of another currency never fits', () => {
    expect(fitOf({ ...made(1n), amount: { minor: 1n, currency: 'EUR' as Currency } }, left())).toBe('never');
  });

  it.each([
    [1n, 'never'],
    [400n, 'now'],
  ])('of %i %s fits beside as many refunds as a payment can have: only one of all that is left does', (minor, fit) => {
    const full = Array.from({ length: mostPartialRefunds }, (_, index) => refund({ id: `r${index}` }));
    expect(fitOf(made(minor), left(refundsOf(...full)))).toBe(fit);
  });

  it('has one id for its payment, its processor and its reference', () => {
    const idOf = ({ id = '1', processor = 'stripe', reference = 're_1' } = {}) =>
      externalRefundOf({ ...made(1n), reference }, { ...left(), id }, processor).id;
    expect(idOf()).toBe(idOf());
    const ids = [idOf(), idOf({ id: '2' }), idOf({ processor: 'mollie' }), idOf({ reference: 're_2' })];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
