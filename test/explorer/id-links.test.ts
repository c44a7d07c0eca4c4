import { describe, expect, it } from 'vitest';
import { type ApiDocument, operationsOf } from '../../explorer/api.ts';
import { idTargets } from '../../explorer/id-links.ts';
import document from '../../generated/openapi.json' with { type: 'json' };

const operations = operationsOf(document as unknown as ApiDocument);
const find = idTargets(operations);
const operation = (id: string) => {
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found;
};

describe('ids in responses of the explorer', () => {
  it.each([
    ['createPayment', 'payment_id', 'getPayment', 'payment_id'],
    ['createPayment', 'customer_id', 'listPayments', 'customer_id'],
    ['createPayment', 'order_id', 'listPayments', 'order_id'],
    ['getRefund', 'payment_id', 'getPayment', 'payment_id'],
    ['refundPayment', 'refund_id', 'getRefund', 'refund_id'],
    ['getPaymentTimeline', 'event_id', 'getEvent', 'event_id'],
    ['getIdempotencyKey', 'key', 'getIdempotencyKey', 'key'],
    ['createOrderPayment', 'id', 'getOrderPayment', 'payment_id'],
    ['createOrderPaymentAtApiPayments', 'id', 'getOrderPayment', 'payment_id'],
    ['getOrderPayment', 'order_id', 'getOrder', 'order_id'],
    ['createUser', 'id', 'getUser', 'user_id'],
    ['eraseOrder', 'id', 'getOrder', 'order_id'],
    ['rotateWebhookSecret', 'id', 'getWebhookEndpoint', 'endpoint_id'],
    ['listLedgerAccounts', 'account', 'listLedgerEntries', 'account'],
    ['listLedgerEntries', 'entry_id', 'getLedgerEntry', 'entry_id'],
    ['paymentV1CreatePayment', 'payment_id', 'paymentV1GetPayment', 'payment_id'],
    ['paymentsV1RequestPayment', 'payment_id', 'paymentsV1GetPayment', 'payment_id'],
  ])('in %s, %s leads to %s by its %s', (from, member, to, field) => {
    expect(find(operation(from), member)).toMatchObject({ operation: { id: to }, field });
  });

  it.each(['status', 'amount', 'request_id', 'correlation_id', 'cursor', 'limit'])(
    '%s leads nowhere: nothing is read by it',
    (member) => {
      expect(find(operation('createPayment'), member)).toBeUndefined();
    },
  );
});
