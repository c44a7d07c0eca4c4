import { isDeepStrictEqual } from 'node:util';
import { formatAmount } from '../../src/domain/money.ts';
import { capturedMinorOf, isDecidedPayment, isRefunded, type Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { BadValue, type Column, rowStatuses } from './payment-columns.ts';
import { writeProcessing } from './processing-cell.ts';
import { identityOf, type ReadPayment, readPaymentRow } from './read-payment-row.ts';
import { writeRefunds } from './refunds-cell.ts';

/**
 * Converts a payment to a row. Throws BadValue if reading the row would not result in the same payment: an export and
 * import must not weaken any rule.
 */
export function rowOf(payment: Payment, leadsFromOrder: boolean): Readonly<Record<Column, string>> {
  const row = cellsOf(payment, leadsFromOrder);
  const back: ReadPayment = readPaymentRow(row);
  const differs = Object.keys(payment).find(
    (name) => !isDeepStrictEqual(exportedFields(payment)[name], exportedFields(back.payment)[name]),
  );
  if (differs === undefined) return row;
  throw new BadValue('payment_id', `no column can hold its ${differs}`);
}

function cellsOf(payment: Payment, leadsFromOrder: boolean): Readonly<Record<Column, string>> {
  if (!isDecidedPayment(payment) || payment.status === 'pending')
    throw new BadValue('status', 'a payment in progress has no row');
  const { amount, decision, status } = payment;
  const failed = decision.status === 'failed' ? decision : undefined;
  const money = (minor: bigint) => formatAmount({ minor, currency: amount.currency });
  return {
    payment_id: payment.id,
    trip_id: payment.tripId ?? '',
    amount: formatAmount(amount),
    method: payment.method.toUpperCase(),
    status: isRefunded(payment) ? 'REFUNDED' : rowStatuses[status],
    reference: decision.status === 'failed' ? '' : decision.reference,
    created_at: payment.createdAt,
    currency: amount.currency,
    captured_amount: money(status === 'completed' ? capturedMinorOf(payment) : 0n),
    refunded_amount: money(payment.refundedMinor),
    failure_code: failed?.failureCode ?? '',
    paid_by: failed?.paidBy ?? '',
    order_id: payment.orderId ?? '',
    identity: leadsFromOrder ? 'order' : identityOf(payment),
    customer_id: payment.customerId ?? '',
    rider_id: payment.riderId ?? '',
    driver_id: payment.driverId ?? '',
    payment_method: payment.paymentMethod ?? '',
    capture: String(!payment.captureLater),
    closing: payment.closing ?? (isEndedAuthorization(payment) ? 'none' : ''),
    authorized_at: payment.authorizedAt ?? '',
    settled_at: payment.settledAt ?? '',
    closed_at: payment.closedAt ?? '',
    generation: String(payment.generation),
    refund_fence: payment.refundFence === 0 ? '' : String(payment.refundFence),
    idempotency_key: payment.idempotencyKey ?? '',
    fingerprint: payment.fingerprint,
    one_payment_per_order: payment.onePaymentPerOrder ? 'true' : '',
    added_fields: Object.keys(payment.addedFields).length === 0 ? '' : JSON.stringify(inOrder(payment.addedFields)),
    metadata: payment.metadata === undefined ? '' : JSON.stringify(inOrder(payment.metadata)),
    processing: writeProcessing(payment),
    refunds: writeRefunds(payment),
  };
}

/** Without a cell, it would be read as closed by a request. */
const isEndedAuthorization = ({ status, captureLater }: Payment): boolean =>
  status === 'cancelled' || (status === 'completed' && captureLater);

/** DynamoDB does not keep the order of a map's keys, but exports should be reproducible. */
const inOrder = (strings: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(strings).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** A payment without what no column holds: its leases and the process that settled it. */
function exportedFields(payment: Payment): Readonly<Record<string, unknown>> {
  const refunds = Object.entries(payment.refunds).map(([id, refund]) => [id, fieldsOf(refund)]);
  return { ...fieldsOf(payment), refunds: Object.fromEntries(refunds) };
}

const fieldsOf = (thing: Payment | Refund): object => {
  const { lease: _lease, settledBy: _settledBy, ...fields } = thing;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};
