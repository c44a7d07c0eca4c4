import { describe, expect, it } from 'vitest';
import { customerPayment, readAction } from '../../src/contracts/customers.ts';
import { checkedKey, keyInHeader } from '../../src/contracts/idempotency-key.ts';
import { readKeyQuery } from '../../src/contracts/idempotency-keys.ts';
import { readOrderPayment } from '../../src/contracts/orders.ts';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { readPaymentId } from '../../src/contracts/payment-ids.ts';
import { readPaymentList } from '../../src/contracts/payment-list.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import { readRefundRequest } from '../../src/contracts/refunds.ts';
import { requestedPayment } from '../../src/contracts/services.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { closingOf } from '../../src/domain/closing.ts';
import { mismatch } from '../../src/domain/mismatch.ts';
import { readMoney } from '../../src/domain/money.ts';
import { otherAmount, overtakenByRefusal, refundRefusal } from '../../src/domain/refund.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { authorizedPayment, failedPayment, fields, payment, processingPayment, wanted } from '../support/payments.ts';

const asker = { caller: 'anonymous', key: 'k1234567', newId: () => 'none' };
const body = (value: object) => parseStrictJson(JSON.stringify(value)) as JsonObject;
const pay = (value: object) => wantedPayment(readPaymentRequest(body(value)), asker);
const list = (query: Readonly<Record<string, readonly string[]>>) => readPaymentList(new Map(Object.entries(query)));
const customer = { amount: '1', currency: '', customer_id: 'c1', payment_method: '', idempotency_key: '' };
const service = { amount_minor: 1n, currency: 'USD', order_id: 'o1', idempotency_key: '', metadata: {} };

function refused(call: () => unknown): Refusal {
  try {
    const given = call();
    if (given instanceof Refusal) return given;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The code is for programs, the field for forms, and the detail for whoever reads the log of a client. */
describe('a refusal names its code, the field that is wrong and what would be right', () => {
  it.each<[string, string | undefined, RegExp, () => unknown]>([
    [
      'field_required',
      '/customer_id',
      /customer_id is missing/,
      () => customerPayment({ ...customer, customer_id: '' }, asker),
    ],
    ['field_invalid', '/action', /capture, cancel or refund/, () => readAction('void')],
    ['order_id_and_amount_required', undefined, /"order_id" and "amount"/, () => readOrderPayment(body({ amount: 1 }))],
    ['amount_required', '/amount', /amount is missing/, () => pay({})],
    ['amount_required', '/amount', /amount is missing/, () => pay({ amount: null })],
    ['amount_type', '/amount', /number or a string/, () => pay({ amount: true })],
    ['amount_format', '/amount', /like 10\.99/, () => pay({ amount: '1,5' })],
    ['amount_precision', '/amount', /USD has 2 digits/, () => pay({ amount: '1.005' })],
    ['amount_too_large', '/amount', /more than 12 digits/, () => pay({ amount: '1000000000000' })],
    ['amount_not_positive', '/amount', /more than zero/, () => pay({ amount: '0' })],
    ['currency_invalid', '/currency', /ISO 4217/, () => pay({ amount: '1', currency: 7 })],
    ['currency_invalid', '/currency', /ISO 4217/, () => readMoney('1', 'XXX')],
    ['field_invalid', '/method', /card, wallet, upi, cash/, () => pay({ amount: '1', method: 'gold' })],
    ['field_required', '/order_id', /needs an order_id/, () => pay({ amount: '1', one_payment_per_order: true })],
    ['unknown_field', '/tip', /not part/, () => pay({ amount: '1', tip: '1' })],
    ['field_invalid', '/capture', /must be a boolean/, () => pay({ amount: '1', capture: 'no' })],
    ['amount_format', '/amount', /leave the amount out/, () => readRefundRequest(body({ amount: 'all' }))],
    ['field_required', '/payment_id', /payment_id is missing/, () => readPaymentId({ payment_id: '' })],
    ['payment_not_found', undefined, /no payment has this id/, () => readPaymentId({ payment_id: 'a b' })],
    ['payment_not_found', undefined, /no payment/, () => readPaymentId({ payment_id: ' a' })],
    ['payment_not_found', undefined, /no payment/, () => readPaymentId({ payment_id: 'a;' })],
    [
      'query_invalid',
      'page',
      /trip_id, customer_id, order_id, reference, status, method, since, until, limit, offset, cursor/,
      () => list({ page: ['1'] }),
    ],
    ['query_invalid', 'limit', /stands twice/, () => list({ limit: ['1', '1'] })],
    ['query_invalid', 'limit', /^limit is a whole number from 1 to 500$/, () => list({ limit: ['0'] })],
    ['query_invalid', 'offset', /from 0 to 10000; next_cursor leads further$/, () => list({ offset: ['10001'] })],
    ['query_invalid', 'offset', /leave offset out/, () => list({ offset: ['1'], cursor: ['x'] })],
    ['query_invalid', 'trip_id', /1 to 64 letters/, () => list({ trip_id: ['a b'] })],
    ['query_invalid', 'status', /PENDING, SUCCESS, REFUNDED, FAILED/, () => list({ status: ['gone'] })],
    ['query_invalid', 'method', /CARD, WALLET, UPI, CASH/, () => list({ method: ['gold'] })],
    ['query_invalid', 'page', /the parameter is payment_id/, () => readKeyQuery(new Map([['page', ['1']]]))],
    ['query_invalid', 'payment_id', /stands twice/, () => readKeyQuery(new Map([['payment_id', ['a', 'a']]]))],
    ['query_invalid', 'payment_id', /no id/, () => readKeyQuery(new Map([['payment_id', ['a b']]]))],
    ['idempotency_key_repeated', 'Idempotency-Key', /needs quotes/, () => keyInHeader(['a', 'b'])],
    ['idempotency_key_invalid', 'Idempotency-Key', /RFC 8941/, () => keyInHeader(['"a" b'])],
    ['idempotency_key_invalid', 'Idempotency-Key', /255 printable ASCII/, () => keyInHeader(['ä'])],
    ['idempotency_key_invalid', '/idempotency_key', /without space around/, () => checkedKey(' a', '/idempotency_key')],
    ['idempotency_key_invalid', '/idempotency_key', /without space/, () => checkedKey('a ', '/idempotency_key')],
    [
      'amount_not_positive',
      '/amount_minor',
      /more than zero/,
      () => requestedPayment({ ...service, amount_minor: 0n }, asker),
    ],
    [
      'currency_invalid',
      '/currency',
      /USD, EUR, GBP, JPY, CAD, AUD/,
      () => requestedPayment({ ...service, currency: 'CHF' }, asker),
    ],
    ['field_required', '/order_id', /order_id is missing/, () => requestedPayment({ ...service, order_id: '' }, asker)],
    [
      'idempotency_key_missing',
      '/idempotency_key',
      /send an idempotency_key/,
      () => requestedPayment(service, { ...asker, key: undefined }),
    ],
    [
      'idempotency_key_invalid',
      '/idempotency_key',
      /at least 8/,
      () => requestedPayment(service, { ...asker, key: '1234567' }),
    ],
    ['forbidden_key', undefined, /"__proto__" is not allowed/, () => parseStrictJson('{"__proto__":1}')],
    ['duplicate_key', undefined, /stands twice/, () => parseStrictJson('{"a":1,"a":1}')],
    ['too_deep', undefined, /deeper than 8/, () => parseStrictJson('['.repeat(9))],
    ['too_many_keys', undefined, /more than 128/, () => parseStrictJson(`[${'1,'.repeat(128)}1]`)],
    ['string_too_long', undefined, /longer than 2048/, () => parseStrictJson(`"${'a'.repeat(2049)}"`)],
    ['invalid_unicode', undefined, /surrogate pair/, () => parseStrictJson('"\\ud800"')],
    ['invalid_json', undefined, /at character 2$/, () => parseStrictJson('[x]')],
    [
      'wrong_state',
      undefined,
      /^capture: .* failed may become processing$/,
      () => closingOf(failedPayment(), { closing: 'capture' }, 0),
    ],
    [
      'wrong_state',
      undefined,
      /^cancel: .* completed may become nothing more$/,
      () => closingOf(payment(), { closing: 'cancel' }, 0),
    ],
    [
      'wrong_state',
      undefined,
      /pending or authorized or completed or failed$/,
      () => closingOf(processingPayment(), { closing: 'cancel' }, 0),
    ],
    ['order_already_paid', undefined, /amount was another/, () => mismatch(wanted({ identity: 'order' }), payment())],
    [
      'idempotency_key_reused',
      undefined,
      /another method, order_id$/,
      () => mismatch(wanted({ fields: { ...fields, method: 'cash', orderId: 'o1' } }), payment()),
    ],
    ['idempotency_key_reused', undefined, /another amount/, otherAmount],
    ['concurrent_update', undefined, /refused at the same time; try again/, overtakenByRefusal],
    [
      'payment_not_refundable',
      undefined,
      /authorized cannot be refunded/,
      () => refundRefusal(authorizedPayment(), 1n),
    ],
  ])('%s at %s: %s', (code, field, detail, call) => {
    const { code: given, details, message } = refused(call);
    expect([given, details.field]).toEqual([code, field]);
    expect(message).toMatch(detail);
  });

  it('and keeps its cause for the log', () => {
    const cause = new Error('lost');
    expect(new Refusal('store_unavailable', 'try again', { cause }).cause).toBe(cause);
  });
});
