import { erasedEmail, erasedName } from '../../src/commands/erase-record.ts';
import {
  presentCreatedCustomerPayment,
  presentCustomerPayment,
  presentProcessedPayment,
} from '../../src/contracts/customers.ts';
import { presentEvent } from '../../src/contracts/event.ts';
import { exactJson } from '../../src/contracts/exact-json.ts';
import { presentKey } from '../../src/contracts/idempotency-keys.ts';
import { metricsJson, metricsOf, metricsText } from '../../src/contracts/metrics.ts';
import { isNotified, presentNotification } from '../../src/contracts/notification.ts';
import { presentCreatedOrderPayment, presentOrderPayment } from '../../src/contracts/orders.ts';
import { presentPaymentList, readPaymentList } from '../../src/contracts/payment-list.ts';
import { presentCreatedPayment, presentPayment } from '../../src/contracts/payments.ts';
import { presentOrder, presentUser } from '../../src/contracts/people.ts';
import { presentReceipt, receiptOf } from '../../src/contracts/receipt.ts';
import { receiptText } from '../../src/contracts/receipt-lines.ts';
import { presentRefund, presentRefundNow } from '../../src/contracts/refunds.ts';
import { presentCharge } from '../../src/contracts/rides.ts';
import { presentRequestedPayment, presentServicePayment } from '../../src/contracts/services.ts';
import { fateOfPayment } from '../../src/domain/key-fate.ts';
import type { CompletedPayment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { declinedPayment, heldPayment, paidPayment, refund, settledAt } from './example-payments.ts';
import { timelineExample } from './timeline-example.ts';

const completed = paidPayment({ customer_id: 'customer-7' });
const failed = declinedPayment({ payment_method: 'pm_declined' });
const refunded = { ...completed, refundedMinor: 525n, refundableMinor: 1975n, refunds: { r: refund('completed') } };
const list = readPaymentList(new Map([['limit', ['1']]]));
const notification = eventsOf(undefined, completed)
  .filter(({ kind }) => isNotified(kind))
  .map((event) => exactJson(presentNotification(presentEvent(event))))
  .at(0);
const events = eventsOf(undefined, completed).map(presentEvent).slice(1);
const authorized = heldPayment({ customer_id: 'customer-7' });
const captured: CompletedPayment = {
  ...authorized,
  status: 'completed',
  lease: undefined,
  closingMinor: undefined,
  closedAt: '2026-11-28T12:00:00.000Z',
  capturedMinor: undefined,
};
const forService = { ...paidPayment({ order_id: 'order-7' }), idempotencyKey: 'order-7-first-try' };
const counters = new Map([
  ['begun', 3n],
  ['payments#completed#card', 2n],
  ['charged#EUR', 5000n],
  ['payments#failed#card', 1n],
  ['declines#card_declined', 1n],
  ['disputes#open', 1n],
]);

/** Response examples, made by the presenters of the service, so that they are always accurate. */
export const examples = {
  timeline: timelineExample(refunded),
  payment: presentPayment(completed),
  createdPayment: presentCreatedPayment(completed),
  declinedPayment: presentCreatedPayment(failed),
  capturedPayment: presentPayment(completed),
  payments: presentPaymentList({ payments: [completed], next: undefined }, list, 'key'),
  key: presentKey('my-first-payment', fateOfPayment(completed)),
  charge: presentCharge(paidPayment({ trip_id: '3' })),
  declinedCharge: presentCharge(declinedPayment({ trip_id: '3' })),
  refund: presentRefund(refunded, refund('completed')),
  refundNow: presentRefundNow(refunded, refund('completed')),
  declinedRefund: presentRefund(completed, refund('failed')),
  receipt: presentReceipt(receiptOf(refunded)),
  receiptText: receiptText(receiptOf(refunded)),
  orderPayment: presentOrderPayment(paidPayment({ order_id: '1' })),
  declinedOrderPayment: presentCreatedOrderPayment(declinedPayment({ order_id: '1' })),
  user: presentUser({ id: '1', username: 'kim', email: 'kim@example.com' }),
  erasedUser: presentUser({ id: '1', username: erasedName, email: erasedEmail, erased_at: settledAt }),
  erasedOrder: presentOrder({ id: '1', name: erasedName, email: erasedEmail, erased_at: settledAt }),
  redacted: presentPayment({ ...completed, redactedAt: '2026-11-28T12:00:00.000Z' }),
  order: presentOrder({ id: '1', name: 'John Doe', email: 'johndoe@example.com' }),
  metrics: metricsJson(metricsOf(counters, 0)),
  metricsText: metricsText(metricsOf(counters, 0)),
  notification,
  event: exactJson(events.join()),
  events: { events: events.map(exactJson), count: 1, limit: 100, has_more: false, next_cursor: null },
  createdCustomerPayment: presentCreatedCustomerPayment(authorized),
  customerPayment: presentCustomerPayment(captured),
  processedPayment: presentProcessedPayment(captured, { at: captured.closedAt, refundStatus: undefined }),
  requestedPayment: presentRequestedPayment(forService),
  servicePayment: presentServicePayment(forService),
};

/** Bodies of events, as the service signs them. */
export const exampleBodies: readonly string[] = [completed, failed, authorized, captured, refunded].flatMap((payment) =>
  eventsOf(undefined, payment).map(presentEvent),
);
