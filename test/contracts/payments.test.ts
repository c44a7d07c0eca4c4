import { describe, expect, it } from 'vitest';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { refusal } from '../support/refusals.ts';

const read = (text: string) => readPaymentRequest(parseStrictJson(text) as JsonObject);
const sender = { caller: 'anonymous', key: 'k1' as string | undefined, newId: () => 'new' };
const wantedBy = (text: string, but: Partial<typeof sender> = {}) => wantedPayment(read(text), { ...sender, ...but });
const metadata = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, value]));

describe('a payment is read', () => {
  it.each([
    ['with an amount alone', '{"amount": "10.00"}', { amount: { minor: 1000n, currency: 'USD' }, method: 'card' }],
    ['with a number', '{"amount": 10.99, "currency": "EUR"}', { amount: { minor: 1099n, currency: 'EUR' } }],
    ['by wallet', '{"amount": 1, "method": "wallet"}', { method: 'wallet' }],
    ['by UPI in capitals', '{"amount": 1, "method": "UPI"}', { method: 'upi' }],
    [
      'for an order and a customer',
      '{"amount": 1, "order_id": 7, "customer_id": "c-1"}',
      { orderId: '7', customerId: 'c-1' },
    ],
    ['with a token', '{"amount": 1, "payment_method": "pm_1"}', { paymentMethod: 'pm_1' }],
    ['with metadata', '{"amount": 1, "metadata": {"note": "ok"}}', { metadata: { note: 'ok' } }],
    ['without instructions', '{"amount": 1, "off_session": false}', { instructions: {}, addedFields: {} }],
    [
      'for a saved payment method of a customer who is away',
      '{"amount": 1, "payment_method": "pm_1", "processor_customer": "cus_1", "off_session": true}',
      {
        instructions: { customer: 'cus_1', offSession: true },
        addedFields: { processor_customer: 'cus_1', off_session: 'true' },
      },
    ],
    [
      'with a way back for a browser',
      '{"amount": 1, "return_url": "https://shop.example.com/paid?order=7"}',
      { instructions: { returnUrl: 'https://shop.example.com/paid?order=7' } },
    ],
    [
      'with a way back to this machine',
      '{"amount": 1, "return_url": "http://localhost:3000/"}',
      { instructions: { returnUrl: 'http://localhost:3000/' } },
    ],
    [
      'with a text for the statement',
      '{"amount": 1, "statement_descriptor": "Taxi ride 7"}',
      { instructions: { statementDescriptor: 'Taxi ride 7' } },
    ],
  ])('%s', (_how, text, fields) => {
    expect(wantedBy(text)).toMatchObject({ id: paymentIdOfKey('anonymous', 'k1'), identity: 'key', fields });
  });

  it('without a key as a new one', () => {
    expect(wantedBy('{"amount": 1}', { key: undefined })).toMatchObject({ id: 'new', fields: { keyless: true } });
    expect(wantedBy('{"amount": 1}').fields.keyless).toBe(false);
  });

  it('not while its customer is away, without a token: nobody is there to choose', () => {
    const text = '{"amount": 1, "off_session": true}';
    expect(() => wantedBy(text)).toThrow(refusal('field_required', { field: '/payment_method' }));
  });

  it.each([
    ['amounts that are the same money', '{"amount": 10}', '{"amount": "10.00"}'],
    ['the default and its name', '{"amount": 10}', '{"amount": 10, "currency": "USD", "method": "card"}'],
    ['other metadata', '{"amount": 10, "metadata": {"try": "1"}}', '{"amount": 10, "metadata": {"try": "2"}}'],
  ])('%s make the same request', (_what, one, other) => {
    expect(wantedBy(one).fingerprint).toBe(wantedBy(other).fingerprint);
  });

  it.each([
    '{"amount": 11}',
    '{"amount": 10, "currency": "EUR"}',
    '{"amount": 10, "method": "cash"}',
    '{"amount": 10, "payment_method": "a"}',
    '{"amount": 10, "order_id": "a"}',
    '{"amount": 10, "customer_id": "a"}',
    '{"amount": 10, "processor_customer": "cus_1"}',
    '{"amount": 10, "return_url": "https://shop.example.com/"}',
    '{"amount": 10, "statement_descriptor": "Taxi ride"}',
  ])('%s is another request than {"amount": 10}', (text) => {
    expect(wantedBy(text).fingerprint).not.toBe(wantedBy('{"amount": 10}').fingerprint);
  });

  it.each([
    ['fifty entries', metadata(50)],
    ['a name of forty characters', { ['n'.repeat(40)]: '' }],
    ['a value of five hundred', metadata(1, 'v'.repeat(500))],
    ['none', {}],
  ])('with metadata of %s', (_what, entries) => {
    expect(read(JSON.stringify({ amount: '1', metadata: entries })).metadata).toEqual(entries);
  });
});

describe('a payment that cannot be read is refused', () => {
  it.each([
    ['unknown_field', '/status', '{"amount": 1, "status": "completed"}'],
    ['unknown_field', '/refunded_amount', '{"amount": 1, "refunded_amount": 0}'],
    ['unknown_field', '/tenant_id', '{"amount": 1, "tenant_id": "a"}'],
    ['unknown_field', '/cvc', '{"amount": 1, "cvc": "123"}'],
    ['amount_required', '/amount', '{}'],
    ['amount_required', '/amount', '{"amount": null}'],
    ['amount_type', '/amount', '{"amount": true}'],
    ['amount_type', '/amount', '{"amount": [10]}'],
    ['amount_type', '/amount', '{"amount": {}}'],
    ['currency_invalid', '/currency', '{"amount": 1, "currency": null}'],
    ['currency_invalid', '/currency', '{"amount": 1, "currency": ["USD"]}'],
    ['currency_invalid', '/currency', '{"amount": 1, "currency": 840}'],
    ['field_invalid', '/off_session', '{"amount": 1, "off_session": "yes"}'],
    ['field_invalid', '/processor_customer', '{"amount": 1, "processor_customer": ""}'],
    ['field_invalid', '/processor_customer', '{"amount": 1, "processor_customer": "a b"}'],
    ['field_invalid', '/return_url', '{"amount": 1, "return_url": "http://shop.example.com/"}'],
    ['field_invalid', '/return_url', '{"amount": 1, "return_url": "javascript:alert(1)"}'],
    ['field_invalid', '/return_url', '{"amount": 1, "return_url": "shop"}'],
    ['field_invalid', '/return_url', '{"amount": 1, "return_url": 1}'],
    [
      'card_number_not_accepted',
      '/return_url',
      '{"amount": 1, "return_url": "https://shop.example.com/?a=41111111\\t11111111"}',
    ],
    [
      'card_number_not_accepted',
      '/return_url',
      '{"amount": 1, "return_url": "https://%34111111111111111.shop.example.com/"}',
    ],
    ['field_invalid', '/statement_descriptor', '{"amount": 1, "statement_descriptor": "Taxi"}'],
    ['field_invalid', '/statement_descriptor', `{"amount": 1, "statement_descriptor": "${'a'.repeat(23)}"}`],
    ['field_invalid', '/statement_descriptor', '{"amount": 1, "statement_descriptor": "12345"}'],
    ['field_invalid', '/statement_descriptor', '{"amount": 1, "statement_descriptor": "Taxi <ride>"}'],
    ['field_invalid', '/statement_descriptor', '{"amount": 1, "statement_descriptor": "Taxi \\u00e9t\\u00e9"}'],
    ['field_invalid', '/method', '{"amount": 1, "method": "Card"}'],
    ['field_invalid', '/method', '{"amount": 1, "method": "cheque"}'],
    ['field_invalid', '/method', '{"amount": 1, "method": null}'],
    ['field_invalid', '/payment_method', '{"amount": 1, "payment_method": ""}'],
    ['id_invalid', '/order_id', '{"amount": 1, "order_id": null}'],
    ['id_invalid', '/customer_id', '{"amount": 1, "customer_id": "a/b"}'],
    ['field_invalid', '/idempotency_key', '{"amount": 1, "idempotency_key": 7}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": "x"}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": 7}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": null}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": ["a"]}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": {"a": 1}}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": {"a": {}}}'],
    ['metadata_invalid', '/metadata', '{"amount": 1, "metadata": {"": "a"}}'],
    ['metadata_invalid', '/metadata', JSON.stringify({ amount: '1', metadata: metadata(51) })],
    ['metadata_invalid', '/metadata', JSON.stringify({ amount: '1', metadata: metadata(1, 'v'.repeat(501)) })],
    ['metadata_invalid', '/metadata', JSON.stringify({ amount: '1', metadata: { ['n'.repeat(41)]: '' } })],
  ] as const)('%s at %s', (code, field, text) => {
    expect(() => read(text)).toThrow(refusal(code, { field }));
  });

  it.each([
    ['amount_format', '{"amount": "1e3"}'],
    ['amount_precision', '{"amount": 10.999}'],
    ['amount_too_large', '{"amount": 1000000000000}'],
    ['amount_not_positive', '{"amount": -0}'],
    ['amount_not_positive', '{"amount": "-10.00"}'],
    ['currency_invalid', '{"amount": 1, "currency": "usd"}'],
    ['currency_invalid', '{"amount": 1, "currency": ""}'],
    ['currency_invalid', '{"amount": 1, "currency": "USD\\u0000"}'],
  ] as const)('%s: %s', (code, text) => {
    expect(() => wantedBy(text)).toThrow(refusal(code));
  });
});
