import {
  presentCreatedCustomerPayment,
  presentCustomerPayment,
  presentProcessedPayment,
} from '../../src/contracts/customers.ts';
import { presentKey } from '../../src/contracts/idempotency-keys.ts';
import { metricsJson, metricsOf, metricsText } from '../../src/contracts/metrics.ts';
import { presentNotification } from '../../src/contracts/notification.ts';
import { presentCreatedOrderPayment, presentOrderPayment } from '../../src/contracts/orders.ts';
import { presentPaymentList, readPaymentList } from '../../src/contracts/payment-list.ts';
import {
  presentCreatedPayment,
  presentPayment,
  readPaymentRequest,
  wantedPayment,
} from '../../src/contracts/payments.ts';
import { presentOrder, presentUser } from '../../src/contracts/people.ts';
import { presentReceipt, receiptOf } from '../../src/contracts/receipt.ts';
import { receiptText } from '../../src/contracts/receipt-lines.ts';
import { presentRefund } from '../../src/contracts/refunds.ts';
import { presentCharge } from '../../src/contracts/rides.ts';
import { presentRequestedPayment, presentServicePayment } from '../../src/contracts/services.ts';
import { fateOfPayment } from '../../src/domain/key-fate.ts';
import { newPayment, type Outcome, type Payment, type Refund } from '../../src/domain/payment.ts';
import { begunRefund } from '../../src/domain/refund.ts';
import { eventsOf } from '../../src/projections/events.ts';

const createdAt = '2026-11-28T10:00:00.000Z';
const settledAt = '2026-11-28T10:00:00.250Z';
const id = 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40';
const lease = { owner: 'b1', until: 0 };

/** The payment of the examples: 25.00 EUR by card, decided as told, through the code that the handlers run. */
function payment(
  outcome: Outcome,
  request: Readonly<Record<string, string>> = {},
  but: Partial<Payment> = {},
): Payment {
  const body = readPaymentRequest({ amount: '25.00', currency: 'EUR', ...request });
  const wanted = wantedPayment(body, { caller: 'anonymous', key: undefined, newId: () => id });
  const { fields, fingerprint } = wanted;
  return {
    ...newPayment({ ...fields, id, fingerprint }, lease, 0, Date.parse(createdAt)),
    status: outcome.status,
    lease: undefined,
    outcome,
    decision: outcome.status === 'pending' ? undefined : outcome,
    settledBy: lease.owner,
    settledAt,
    refundableMinor: outcome.status === 'completed' ? fields.amount.minor : 0n,
    ...but,
  };
}

const paid: Outcome = { status: 'completed', reference: 'PAY-1D281EE9608DE3292C78' };
const declined: Outcome = { status: 'failed', failureCode: 'card_declined' };

function refund(status: Refund['status']): Refund {
  const wanted = {
    id: 'c0ffee00-0000-8000-8000-000000000001',
    paymentId: id,
    fingerprint: '',
    reason: 'returned',
    repeatable: true,
  };
  return {
    ...begunRefund({ ...wanted, amount: '5.25' }, 525n, lease, Date.parse('2026-11-28T11:00:00.000Z')),
    status,
    lease: undefined,
    settledAt: '2026-11-28T11:00:00.300Z',
    refundedAfterMinor: status === 'completed' ? 525n : 0n,
    refundableAfterMinor: status === 'completed' ? 1975n : 2500n,
  };
}

const completed = payment(paid, { customer_id: 'customer-7' });
const failed = payment(declined, { payment_method: 'pm_declined' });
const refunded = { ...completed, refundedMinor: 525n, refundableMinor: 1975n, refunds: { r: refund('completed') } };
const list = readPaymentList(new Map([['limit', ['1']]]));
const notification = eventsOf(undefined, completed)
  .map(presentNotification)
  .find((body) => body !== undefined);
const held: Outcome = { status: 'authorized', reference: 'PAY-1D281EE9608DE3292C78' };
const authorized = payment(held, { customer_id: 'customer-7' });
const captured: Payment = { ...authorized, status: 'completed', closedAt: '2026-11-28T12:00:00.000Z' };
const forService = payment(paid, { order_id: 'order-7' }, { idempotencyKey: 'order-7-first-try' });
const counters = new Map([
  ['begun', 3n],
  ['payments#completed#card', 2n],
  ['charged#EUR', 5000n],
  ['payments#failed#card', 1n],
  ['declines#card_declined', 1n],
]);

/** Answers that the service would really give, made by the presenters that give them. */
export const examples = {
  payment: presentPayment(completed),
  createdPayment: presentCreatedPayment(completed),
  declinedPayment: presentCreatedPayment(failed),
  capturedPayment: presentPayment(completed),
  payments: presentPaymentList({ payments: [completed], next: undefined }, list, 'key'),
  key: presentKey('my-first-payment', fateOfPayment(completed)),
  charge: presentCharge(payment(paid, { trip_id: '3' })),
  declinedCharge: presentCharge(payment(declined, { trip_id: '3' })),
  refund: presentRefund(refunded, refund('completed')),
  declinedRefund: presentRefund(completed, refund('failed')),
  receipt: presentReceipt(receiptOf(refunded)),
  receiptText: receiptText(receiptOf(refunded)),
  orderPayment: presentOrderPayment(payment(paid, { order_id: '1' })),
  declinedOrderPayment: presentCreatedOrderPayment(payment(declined, { order_id: '1' })),
  user: presentUser({ id: '1', username: 'kim', email: 'kim@example.com' }),
  order: presentOrder({ id: '1', name: 'John Doe', email: 'johndoe@example.com' }),
  metrics: metricsJson(metricsOf(counters, 0)),
  metricsText: metricsText(metricsOf(counters, 0)),
  notification,
  createdCustomerPayment: presentCreatedCustomerPayment(authorized),
  customerPayment: presentCustomerPayment(captured),
  processedPayment: presentProcessedPayment(captured, { at: captured.closedAt, refundDeclined: false }),
  requestedPayment: presentRequestedPayment(forService),
  servicePayment: presentServicePayment(forService),
};
