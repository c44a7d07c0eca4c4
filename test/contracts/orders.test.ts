import { describe, expect, it } from 'vitest';
import { presentCreatedOrderPayment, presentOrderPayment, readOrderPayment } from '../../src/contracts/orders.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const wantedBy = (text: string) => readOrderPayment(parseStrictJson(text) as JsonObject).wanted;

describe('a payment of an order is read', () => {
  it.each([
    ['with an id that is a number', '{"order_id": 1, "amount": 10.99}', '1', 1099n],
    ['with an id that is a string', '{"order_id": "A-1", "amount": 10.99}', 'A-1', 1099n],
    ['of an order called 0', '{"order_id": 0, "amount": 10.99}', '0', 1099n],
    ['with a long number for an id', `{"order_id": ${'7'.repeat(30)}, "amount": 1}`, '7'.repeat(30), 100n],
    ['with an amount in a string', '{"order_id": 1, "amount": "50"}', '1', 5000n],
    ['with two digits', '{"order_id": 1, "amount": 100.50}', '1', 10050n],
    ['of nothing, which is not a missing amount', '{"order_id": 1, "amount": 0}', '1', 0n],
    ['of less than nothing', '{"order_id": 1, "amount": -1}', '1', -100n],
    ['with fields of its own, as the older service let one', '{"order_id": 1, "amount": 1, "note": {}}', '1', 100n],
    ['with fields that are null', '{"order_id": 1, "amount": 1, "currency": null, "note": null}', '1', 100n],
  ])('%s: %s', (_how, text, orderId, minor) => {
    expect(wantedBy(text)).toMatchObject({
      id: paymentIdOfOrder(orderId),
      identity: 'order',
      fields: { orderId, amount: { minor, currency: 'USD' }, method: 'card', paymentMethod: undefined },
    });
  });

  it('with a currency and a token', () => {
    expect(wantedBy('{"order_id":1,"amount":1250,"currency":"JPY","payment_method":"pm_1"}').fields).toMatchObject({
      amount: { minor: 1250n, currency: 'JPY' },
      paymentMethod: 'pm_1',
    });
  });

  it.each([
    ['the number 1 and the string "1"', '{"order_id":1,"amount":10}', '{"order_id":"1","amount":"10.00"}'],
    ['another card', '{"order_id":1,"amount":10}', '{"order_id":1,"amount":10,"payment_method":"pm_2"}'],
  ])('%s are the same payment', (_what, one, other) => {
    expect(wantedBy(one)).toMatchObject({ id: wantedBy(other).id, fingerprint: wantedBy(other).fingerprint });
  });

  it.each([
    ['another amount', '{"order_id":1,"amount":10}', '{"order_id":1,"amount":10.01}'],
    ['another currency', '{"order_id":1,"amount":10}', '{"order_id":1,"amount":10,"currency":"EUR"}'],
  ])('%s is told from the first', (_what, one, other) => {
    expect(wantedBy(one).fingerprint).not.toBe(wantedBy(other).fingerprint);
  });
});

describe('a payment of an order that cannot be read is refused', () => {
  it.each([
    ['order_id_and_amount_required', '{}'],
    ['order_id_and_amount_required', '{"order_id": 1}'],
    ['order_id_and_amount_required', '{"amount": 1}'],
    ['order_id_and_amount_required', '{"order_id": null, "amount": 1}'],
    ['order_id_and_amount_required', '{"order_id": 1, "amount": null}'],
    ['id_invalid', '{"order_id": "", "amount": 1}'],
    ['id_invalid', '{"order_id": "a b", "amount": 1}'],
    ['id_invalid', '{"order_id": "é", "amount": 1}'],
    ['id_invalid', '{"order_id": "a\\u0000", "amount": 1}'],
    ['id_invalid', '{"order_id": "a\\u202e", "amount": 1}'],
    ['id_invalid', '{"order_id": "a\\u200b", "amount": 1}'],
    ['id_invalid', '{"order_id": "😀", "amount": 1}'],
    ['id_invalid', `{"order_id": "${'a'.repeat(65)}", "amount": 1}`],
    ['id_invalid', `{"order_id": ${'7'.repeat(65)}, "amount": 1}`],
    ['id_invalid', '{"order_id": 1.0, "amount": 1}'],
    ['id_invalid', '{"order_id": 1e3, "amount": 1}'],
    ['id_invalid', '{"order_id": -1, "amount": 1}'],
    ['id_invalid', '{"order_id": true, "amount": 1}'],
    ['id_invalid', '{"order_id": [1], "amount": 1}'],
    ['id_invalid', '{"order_id": {}, "amount": 1}'],
    ['amount_type', '{"order_id": 1, "amount": true}'],
    ['amount_type', '{"order_id": 1, "amount": [10]}'],
    ['amount_type', '{"order_id": 1, "amount": {}}'],
    ['amount_precision', '{"order_id": 1, "amount": 50.005}'],
    ['amount_format', '{"order_id": 1, "amount": 1e2}'],
    ['amount_format', '{"order_id": 1, "amount": ""}'],
    ['amount_too_large', '{"order_id": 1, "amount": 9007199254740993}'],
    ['currency_invalid', '{"order_id": 1, "amount": 1, "currency": "usd"}'],
    ['currency_invalid', '{"order_id": 1, "amount": 1, "currency": ["USD"]}'],
    ['currency_invalid', '{"order_id": 1, "amount": 1, "currency": 840}'],
    ['field_invalid', '{"order_id": 1, "amount": 1, "payment_method": "a b"}'],
    ['field_invalid', '{"order_id": 1, "amount": 1, "payment_method": 7}'],
  ] as const)('%s: %s', (code, text) => {
    expect(() => wantedBy(text)).toThrow(refusal(code));
  });
});

describe('a payment of an order is shown', () => {
  const bytes = (value: unknown) => JSON.stringify(value);
  const paid = payment({ id: '7', orderId: '1', amount: { minor: 10050n, currency: 'USD' as Currency } });

  it('with ids as numbers, two digits, and the second it was begun', () => {
    expect(bytes(presentOrderPayment(paid))).toBe(
      '{"id":7,"order_id":1,"amount":100.50,"status":"COMPLETED","timestamp":"2026-11-21T11:00:00Z"}',
    );
  });

  it.each<[string, string, Payment]>([
    ['PENDING', 'processing', processingPayment()],
    ['PENDING', 'authorized', authorizedPayment()],
    ['COMPLETED', 'completed', paid],
    ['COMPLETED', 'refunded but for a cent', { ...paid, refundedMinor: 10049n }],
    ['REFUNDED', 'refunded', { ...paid, refundedMinor: 10050n }],
    ['FAILED', 'failed', failedPayment()],
    ['CANCELLED', 'cancelled', cancelledPayment()],
  ])('as %s when it is %s', (status, _when, one) => {
    expect(presentOrderPayment(one)).toMatchObject({ status });
  });

  it('when it was created, as it was settled: a later refund does not change the bytes', () => {
    const refunded = { ...paid, refundedMinor: 10050n, refundableMinor: 0n };
    expect(bytes(presentCreatedOrderPayment(refunded))).toBe(bytes(presentCreatedOrderPayment(paid)));
  });

  it('when it was declined, with the reason and a sentence', () => {
    const declined = failedPayment();
    expect(presentCreatedOrderPayment(declined)).toMatchObject({
      status: 'FAILED',
      failure_code: 'card_declined',
      error: 'The card was declined.',
    });
  });
});
