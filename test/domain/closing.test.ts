import { describe, expect, it } from 'vitest';
import { closingOf } from '../../src/domain/closing.ts';
import type { AuthorizedPayment, Payment } from '../../src/domain/payment.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const now = 1_000;
const authorized = authorizedPayment;
const leased = (until: number) => authorized({ closing: 'capture', lease: { owner: 'other', until } });

describe('a payment that is to be captured', () => {
  it.each<[string, Payment, 'done' | 'wait']>([
    ['is done, if it was captured', payment(), 'done'],
    ['waits, while another is at it', leased(now + 1), 'wait'],
    ['waits to the last moment of the lease', leased(now), 'wait'],
  ])('%s', (_what, given, wanted) => {
    expect(closingOf(given, { closing: 'capture' }, now)).toBe(wanted);
  });

  it.each<[string, AuthorizedPayment, string | undefined, bigint]>([
    ['is captured whole, if it is authorized', authorized(), undefined, 1099n],
    ['is captured by the amount that is asked for', authorized(), '5.00', 500n],
    ['is taken over, once the lease is over', leased(now - 1), undefined, 1099n],
    ['is taken over by the amount that was begun', { ...leased(now - 1), closingMinor: 500n }, undefined, 500n],
  ])('%s', (_what, given, amount, minor) => {
    expect(closingOf(given, { closing: 'capture', amount }, now)).toEqual({ payment: given, minor });
  });

  it.each([authorized(), payment(), cancelledPayment()])(
    'is refused in the currency of another payment, whatever its state: %#',
    (given) => {
      const inAnother = () => closingOf(given, { closing: 'capture', amount: '5', currency: 'JPY' }, now);
      expect(inAnother).toThrow(
        refusal('currency_mismatch', { field: '/currency', more: { payment_currency: 'USD' } }),
      );
    },
  );

  it.each<[Payment, readonly string[]]>([
    [processingPayment(), ['pending', 'authorized', 'completed', 'failed']],
    [pendingPayment(), ['authorized', 'completed', 'failed']],
    [cancelledPayment(), []],
    [failedPayment(), ['processing']],
    [authorized({ closing: 'cancel' }), ['cancelled']],
  ])('is refused in another state: %#', (given, allowed) => {
    const refused = closingOf(given, { closing: 'capture' }, now);
    expect(refused).toEqual(refusal('wrong_state', { more: { from: given.status, allowed } }));
  });
});
