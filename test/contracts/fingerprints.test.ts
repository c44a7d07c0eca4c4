import { describe, expect, it } from 'vitest';
import type { paymentsV1, paymentV1 } from '../../generated/messages.ts';
import { customerPayment } from '../../src/contracts/customers.ts';
import type { MessageOf } from '../../src/contracts/message.ts';
import { readOrderPayment } from '../../src/contracts/orders.ts';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import { readRefundRequest, wantedRefund } from '../../src/contracts/refunds.ts';
import { readTripCharge, tripPayment } from '../../src/contracts/rides.ts';
import { requestedPayment } from '../../src/contracts/services.ts';
import type { JsonObject } from '../../src/contracts/strict-json.ts';
import { readMoney } from '../../src/domain/money.ts';

const asker = { caller: 'anonymous', key: 'k1234567', newId: () => 'none' };
const card = { payment_method: 'pm_1', rider_id: 'r1', driver_id: 'd1' };

const canonical = (body: JsonObject) => wantedPayment(readPaymentRequest(body), asker).fingerprint;
const order = (body: JsonObject) => readOrderPayment(body).wanted.fingerprint;
const ride = (body: JsonObject) => tripPayment(readTripCharge(body), 'p1', readMoney('9.00')).fingerprint;
const refund = (body: JsonObject) =>
  wantedRefund(readRefundRequest(body), 'p1', { caller: 'c', key: 'k', newId: () => 'r1' }).fingerprint;
const services = (message: Partial<MessageOf<typeof paymentsV1.RequestPayment.input>>) =>
  requestedPayment(
    { amount_minor: 1099n, currency: 'USD', order_id: 'o1', idempotency_key: '', metadata: {}, ...message },
    asker,
  ).fingerprint;
const customers = (message: Partial<MessageOf<typeof paymentV1.CreatePayment.input>>) =>
  customerPayment(
    { amount: '10.99', currency: '', customer_id: 'c1', payment_method: '', idempotency_key: '', ...message },
    asker,
  ).fingerprint;

/** As commit e712ada computed them, before a contract had gained any field: keys in use are stored with these. */
describe('a request without newer fields keeps the fingerprint of the first release', () => {
  it.each([
    ['payments: an amount', () => canonical({ amount: '10.99' }), 'zJ1C97dyyAkm1VpkbJODDwIFzzSAIGejinSiySlRbPI'],
    [
      'payments: every field',
      () =>
        canonical({
          ...card,
          amount: '10.99',
          currency: 'EUR',
          method: 'wallet',
          order_id: 'o1',
          trip_id: 't1',
          customer_id: 'c1',
          metadata: { note: 'first try' },
          capture: false,
        }),
      'yHJXSdEwwRbztNmo706RJog9nlQo643HsEuaITmOVUA',
    ],
    [
      'payments: an order',
      () => canonical({ amount: '10.99', order_id: 'o1', capture: true }),
      'TDMWHAND7gwbe_24Swnp5FgpN2SQasJJO0wvuiHCix4',
    ],
    [
      'orders: an amount',
      () => order({ order_id: 'o1', amount: '10.99' }),
      'I4oYt26oBiCInlyReGEgUGnBGCzUCrYLRDPYy9YPlyc',
    ],
    [
      'orders: every field',
      () => order({ order_id: 'o1', amount: '10.99', currency: 'EUR', payment_method: 'pm_1' }),
      'IfTek-d00K0b6GFAgxZPEnCjfgUQJjngAli619jGWck',
    ],
    ['rides: a trip', () => ride({ trip_id: 't1', method: 'CARD' }), 'v9h045ZaNyYzvJTNEhvDrH9eBJwpgt5pC0J8XNpIRk0'],
    [
      'rides: every field',
      () => ride({ ...card, trip_id: 't1', method: 'UPI' }),
      'P9WTNkg5X9OdPBQleFtNa4_Rq6PfqlekOQNPwUJVP_Y',
    ],
    ['refunds: all', () => refund({ reason: 'late' }), 'vqDj7EwyEyygZBzpoS3XXGIKn8iczJHIpryoQy8bwk8'],
    ['refunds: a part', () => refund({ amount: '3.00' }), 'JqbOlPjS7OFQpsqgbnH30DJ2TgY4pHtY6Ggle7PepXg'],
    ['services: an order', () => services({}), 'TDMWHAND7gwbe_24Swnp5FgpN2SQasJJO0wvuiHCix4'],
    ['services: metadata', () => services({ metadata: { a: 'b' } }), 'TDMWHAND7gwbe_24Swnp5FgpN2SQasJJO0wvuiHCix4'],
    ['customers: a customer', () => customers({}), 'oY5uPk1Nz16XreOToCXLiqQaRZw9dV73brOP_wKmITM'],
    [
      'customers: a token',
      () => customers({ currency: 'USD', payment_method: 'pm_1' }),
      'yAMSR7Tpx6RtoGuFgtCJp2cx5UloK08JkskbuDq9Wi4',
    ],
  ])('%s', (_request, fingerprint, pinned) => {
    expect(fingerprint()).toBe(pinned);
  });
});
