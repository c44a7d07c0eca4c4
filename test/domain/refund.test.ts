import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { Payment } from '../../src/domain/payment.ts';
import {
  begunRefund,
  otherAmount,
  overtakenByRefusal,
  plainDecimal,
  refundAmount,
  refundFingerprint,
  refundRefusal,
  wholeRefund,
} from '../../src/domain/refund.ts';
import {
  liveRefunds,
  mostFailedRefunds,
  mostLiveRefunds,
  mostPartialRefunds,
  mostStoredRefunds,
  refundsToArchive,
} from '../../src/domain/refund-limits.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { authorizedPayment, payment, paymentIn } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { failedRefund, processingRefund, refund } from '../support/stream.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const lease = { owner: 'us', until: now + 1 };
const refunds = (...all: readonly Refund[]) => ({ refunds: Object.fromEntries(all.map((one) => [one.id, one])) });
const many = (count: number, make: (but: { id: string }) => Refund = processingRefund) =>
  Array.from({ length: count }, (_, at) => make({ id: `r${String(at).padStart(3, '0')}` }));

describe('how much a refund takes', () => {
  const partly = payment({ refundableMinor: 899n });
  const wanted = (amount: string) => ({ ...wholeRefund('p1', 'r1'), amount });

  it.each<[string, bigint]>([
    ['all', 899n],
    ['5', 500n],
    ['5.01', 501n],
    ['100.00', 10_000n],
  ])('of %s is %s minor units', (amount, minor) => {
    expect(refundAmount(wanted(amount), partly)).toBe(minor);
  });

  it.each(['0', '-1'])('is refused for %s', (amount) => {
    expect(() => refundAmount(wanted(amount), partly)).toThrow(refusal('amount_not_positive'));
  });

  it('is read in the currency of the payment', () => {
    const yen = payment({ amount: { minor: 1_099n, currency: 'JPY' as Currency } });
    expect(refundAmount(wanted('500'), yen)).toBe(500n);
    expect(() => refundAmount(wanted('5.01'), yen)).toThrow(refusal('amount_precision'));
  });
});

describe('a payment is refunded', () => {
  it('by a later request while it is being captured', () => {
    const refused = refundRefusal(authorizedPayment({ closing: 'capture' }), 1n);
    expect(refused).toEqual(refusal('concurrent_update', { retryAfterSeconds: 1 }));
  });

  it('not while it is being cancelled', () => {
    expect(refundRefusal(authorizedPayment({ closing: 'cancel' }), 1n)).toEqual(refusal('payment_not_refundable'));
  });

  it.each(['processing', 'pending', 'authorized', 'failed', 'cancelled'] as const)('not while it is %s', (status) => {
    expect(refundRefusal(paymentIn[status](), 1n)).toEqual(refusal('payment_not_refundable'));
    expect(refundRefusal(paymentIn[status](), 1n)?.message).toContain(status);
  });

  it.each<[bigint, boolean]>([
    [1n, true],
    [1_099n, true],
    [1_100n, false],
    [0n, false],
    [-1n, false],
  ])('by %s of 1099 minor units: %s', (minor, allowed) => {
    expect(refundRefusal(payment(), minor) === undefined).toBe(allowed);
  });

  it('by more than remains is refused with what remains and what went back', () => {
    const partly = payment({ refundableMinor: 99n, refundedMinor: 1_000n });
    const more = { refundable_amount: '0.99', refunded_amount: '10.00' };
    expect(refundRefusal(partly, 100n)).toEqual(refusal('refund_exceeds_remaining', { more }));
    expect(refundRefusal(partly, 100n)?.message).toBe('0.99 USD remain to be refunded');
  });

  it('in at most a hundred parts, and then once more by all that is left', () => {
    const full: Payment = payment({ ...refunds(...many(mostPartialRefunds)), refundableMinor: 999n });
    const oneLess: Payment = { ...full, ...refunds(...many(mostPartialRefunds - 1)) };
    expect(refundRefusal(oneLess, 1n)).toBeUndefined();
    expect(refundRefusal(full, 1n)).toEqual(refusal('too_many_refunds'));
    expect(refundRefusal(full, 1n)?.message).toContain('100 refunds');
    expect(refundRefusal(full, 999n)).toBeUndefined();
  });
});

describe('the number of refunds', () => {
  it('has room for a hundred parts, the rest, and twenty that failed', () => {
    expect([mostPartialRefunds, mostFailedRefunds, mostStoredRefunds]).toEqual([100, 20, 121]);
    expect(mostLiveRefunds({ refundableMinor: 5n }, 5n)).toBe(101);
    expect(mostLiveRefunds({ refundableMinor: 5n }, 4n)).toBe(100);
  });

  it('does not count those that failed', () => {
    const mixed = refunds(processingRefund({ id: 'a' }), refund({ id: 'b' }), failedRefund({ id: 'c' }));
    expect(liveRefunds(mixed)).toBe(2);
  });
});

describe('failed refunds make room for another refund', () => {
  const archived = (all: readonly Refund[], most: number) =>
    refundsToArchive(payment(refunds(...all)), most).map(({ id }) => id);

  it.each<[number, number, number]>([
    [0, 2, 0],
    [3, 5, 0],
    [1, 2, 0],
    [2, 2, 1],
    [3, 2, 2],
    [6, 2, 5],
    [9, 2, 5],
  ])('%s of at most %s: %s are archived', (count, most, moved) => {
    expect(archived(many(count, failedRefund), most)).toHaveLength(moved);
  });

  it('the oldest first, and of one moment those with the lower id', () => {
    const at = (id: string, second: number) => failedRefund({ id, settledAt: `2026-11-21T12:00:0${second}.000Z` });
    const all = [at('a', 3), at('z', 1), at('y', 1), at('b', 2)];
    expect(archived(all, 2)).toEqual(['y', 'z', 'b']);
    expect(archived(all.toReversed(), 2)).toEqual(['y', 'z', 'b']);
  });

  it('those that took money stay, however many they are', () => {
    expect(archived(many(5, refund), 2)).toEqual([]);
  });
});

describe('a refund that is begun', () => {
  it('reserves its amount and has decided nothing', () => {
    expect(begunRefund({ ...wholeRefund('p1', 'r1'), reason: 'late' }, 7n, lease, now)).toEqual({
      id: 'r1',
      status: 'processing',
      amountMinor: 7n,
      fingerprint: refundFingerprint({ amount: 'all' }),
      reason: 'late',
      createdAt: '2026-11-21T12:00:00.000Z',
      lease,
      attempt: 0,
    });
  });

  it('of all that remains can be repeated, and is not one of an amount', () => {
    expect(wholeRefund('p1', 'r1')).toMatchObject({ id: 'r1', paymentId: 'p1', amount: 'all', repeatable: true });
    expect(wholeRefund('p1', 'r1').fingerprint).not.toBe(refundFingerprint({ amount: '1' }));
  });
});

describe('an amount is the same, however it is written', () => {
  it.each([
    ['50', '50'],
    ['50.0', '50'],
    ['50.00', '50'],
    ['50.10', '50.1'],
    ['50.01', '50.01'],
    ['0.50', '0.5'],
    ['100', '100'],
    ['100.0', '100'],
    ['all', 'all'],
  ])('%s is %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });
});

it('a reservation that a refusal overtook may be sent again in a second', () => {
  expect(overtakenByRefusal()).toEqual(refusal('concurrent_update', { retryAfterSeconds: 1 }));
});

it('a key that refunded another amount is refused by the name of the field', () => {
  expect(otherAmount()).toEqual(refusal('idempotency_key_reused', { more: { mismatched: ['amount'] } }));
});
