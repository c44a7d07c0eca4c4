import { describe, expect, it } from 'vitest';
import { presentCreatedPayment, presentPayment } from '../../src/contracts/payments.ts';
import type { Currency } from '../../src/domain/currency.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';

const bytes = (value: unknown) => JSON.stringify(value);
const money = (minor: bigint, currency = 'USD') => ({ amount: { minor, currency: currency as Currency } });
const paid = payment({ id: '7', orderId: '1', customerId: 'c-1', ...money(10050n), refundableMinor: 10050n });
const refunds = { refundedMinor: 10050n, refundableMinor: 0n };

describe('a payment is shown', () => {
  it('with ids as numbers, its currency’s digits, and what can be refunded', () => {
    const shown = bytes(presentPayment(paid));
    expect(shown).toMatch(/^\{"payment_id":7,"order_id":1,.*"customer_id":"c-1","amount":100\.50,"currency":"USD",/);
    expect(shown).toContain(
      '"status":"SUCCESS","reference":"PAY-1","refunded_amount":0.00,"refundable_amount":100.50,',
    );
    expect(shown).toContain('"created_at":"2026-11-21T11:00:00.123Z","settled_at":"2026-11-21T11:00:01.456Z"');
  });

  it.each([
    ['1250', 1250n, 'JPY'],
    ['1.250', 1250n, 'KWD'],
    ['999999999999.9999', 9999999999999999n, 'UYW'],
  ])('with the amount %s digit by digit', (text, minor, currency) => {
    expect(bytes(presentPayment(payment(money(minor, currency))))).toContain(`"amount":${text},`);
  });

  it.each([
    ['7', '7'],
    ['0', '0'],
    ['999999999999999', '999999999999999'],
    ['9007199254740993', '"9007199254740993"'],
    ['007', '"007"'],
    ['-1', '"-1"'],
    ['d458bf39-abbd-851b-869d-580699aa144b', '"d458bf39-abbd-851b-869d-580699aa144b"'],
  ])('with the id %s as %s', (id, shown) => {
    expect(bytes(presentPayment(payment({ id })))).toContain(`"payment_id":${shown},`);
  });

  it.each<[string, string, Payment]>([
    ['PENDING', 'processing', processingPayment()],
    ['PENDING', 'authorized', authorizedPayment()],
    ['SUCCESS', 'completed', paid],
    ['SUCCESS', 'refunded but for a cent', { ...paid, refundedMinor: 10049n }],
    ['REFUNDED', 'refunded', { ...paid, refundedMinor: 10050n }],
    ['FAILED', 'failed', failedPayment()],
    ['FAILED', 'cancelled', cancelledPayment()],
  ])('as %s when it is %s', (status, _when, one) => {
    expect(presentPayment(one)).toMatchObject({ status });
  });

  it('with what was refunded by now', () => {
    expect(bytes(presentPayment({ ...paid, ...refunds }))).toContain(
      '"refunded_amount":100.50,"refundable_amount":0.00',
    );
  });
});

describe('the answer to creating a payment', () => {
  it('is what the payment looked like when it was settled', () => {
    expect(bytes(presentCreatedPayment(paid))).toBe(bytes(presentPayment(paid)));
  });

  it('has the same bytes for ever, whatever became of the payment', () => {
    expect(bytes(presentCreatedPayment({ ...paid, ...refunds }))).toBe(bytes(presentCreatedPayment(paid)));
    const moments = { authorizedAt: '2026-11-21T11:00:01.456Z', settledAt: undefined };
    const [held, closed] = [authorizedPayment(moments), cancelledPayment(moments)];
    expect(bytes(presentCreatedPayment(closed))).toBe(bytes(presentCreatedPayment(held)));
  });

  it.each([
    ['card_declined', 'The card was declined.'],
    ['expired_card', 'The card has expired.'],
    ['insufficient_funds', 'The card has insufficient funds.'],
  ] as const)('says %s in a sentence, and that nothing can be refunded', (failureCode, error) => {
    const declined = failedPayment({}, failureCode);
    expect(presentCreatedPayment(declined)).toMatchObject({
      status: 'FAILED',
      reference: null,
      failure_code: failureCode,
      error,
    });
    expect(bytes(presentCreatedPayment(declined))).toContain('"refundable_amount":0.00');
  });
});
