import { expect, it } from 'vitest';
import { readMoney } from '../../src/domain/money.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { type MarshalledItem, marshalled } from '../../src/store/item.ts';
import { paymentItem } from '../../tools/data/payment-items.ts';
import { differingColumns } from '../../tools/data/row-difference.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';
import { refund, refundsOf, reversedRefund } from '../support/stream.ts';

const itemOf = (stored: Payment): MarshalledItem => marshalled(paymentItem(stored, 1));
const differing = (row: Payment, stored: MarshalledItem) => differingColumns(paymentItem(row, 1), stored);

const amount = readMoney('25.50', 'USD');
const refunded = payment({ refunds: refundsOf(refund()), refundedMinor: 100n, refundableMinor: 999n });
const wholly = payment({ refundedMinor: 1099n, refundableMinor: 0n });
const reversed = payment({ refunds: refundsOf(reversedRefund()) });
const redacted = payment({ metadata: undefined, redactedAt: '2026-11-22T00:00:00.000Z' });

it.each<[string, Payment, Payment]>([
  ['as the row says', payment(), payment()],
  ['refunded since', payment(), refunded],
  ['wholly refunded since, which rows call REFUNDED', payment(), wholly],
  ['with a refund that came back since', refunded, reversed],
  ['redacted since', payment({ metadata: { name: 'Canary' } }), redacted],
  ['captured since', authorizedPayment(), payment()],
  ['cancelled since', authorizedPayment(), cancelledPayment()],
  ['the next attempt of its order, by another amount', failedPayment(), payment({ amount, generation: 1 })],
  ['being tried again', failedPayment(), processingPayment({ generation: 1 })],
])('a row does not contradict a payment that is %s', (_how, row, stored) => {
  expect(differing(row, itemOf(stored))).toEqual([]);
});

it.each<[string, Payment, Payment, readonly string[]]>([
  ['amount', payment({ amount }), payment(), ['amount']],
  ['currency', payment({ amount: readMoney('10.99', 'EUR') }), payment(), ['currency']],
  ['status', failedPayment(), payment(), ['status']],
  ['status: it is in progress', payment(), processingPayment(), ['status']],
  ['status: it waits', payment(), pendingPayment(), ['status']],
  ['status: it is only authorized', payment(), authorizedPayment(), ['status']],
  ['amount and status', failedPayment({ amount }), payment(), ['amount', 'status']],
  ['amount, beside a later refund', payment({ amount }), refunded, ['amount']],
  ['refunded amount: a refund is missing', refunded, payment(), ['refunded_amount']],
  ['refunded amount: it is not REFUNDED', wholly, refunded, ['refunded_amount']],
])('a row contradicts a payment with another %s', (_what, row, stored, columns) => {
  expect(differing(row, itemOf(stored))).toEqual(columns);
});

it('a row contradicts no payment that cannot be read', () => {
  const { amount_minor: _lost, ...unreadable } = itemOf(payment());
  expect(differing(payment({ amount }), unreadable)).toEqual([]);
});
