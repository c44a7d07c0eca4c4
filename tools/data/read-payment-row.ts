import { orderFingerprint } from '../../src/contracts/orders.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { methods, type WantedPayment } from '../../src/domain/payment-fields.ts';
import {
  readAmount,
  readFingerprint,
  readId,
  readInstant,
  readOneOf,
  readOptionalId,
  readStrings,
  readText,
  readWhole,
} from './cells.ts';
import { BadValue, type Column, type Row, type RowStatus, rowStatuses, type StatusInRow } from './payment-columns.ts';
import { readProcessing } from './processing-cell.ts';
import { readCapture, readPartialCapture } from './read-outcome.ts';
import { readState } from './read-state.ts';
import { readRefundTotals } from './refund-totals.ts';

/** `identity` tells whether the payment is the one payment of its order, or only refers to the order. */
export type ReadPayment = Readonly<{ payment: Payment; identity: WantedPayment['identity'] }>;

const statuses: Readonly<Record<RowStatus, StatusInRow>> = {
  SUCCESS: 'completed',
  FAILED: 'failed',
  PENDING: 'authorized',
  REFUNDED: 'completed',
  CANCELLED: 'cancelled',
};
const statusNames: readonly RowStatus[] = [...Object.values(rowStatuses), 'REFUNDED'];

/** Reads a row as a payment that this service could have made. Absent cells get the safe value. Throws BadValue. */
export function readPaymentRow(row: Row): ReadPayment {
  const id = readId(row, 'payment_id');
  const name = required('status', readOneOf(row, 'status', statusNames));
  const status = statuses[name];
  const amount = required('amount', readAmount(row, 'amount', row.currency || 'USD'));
  const createdAt = required('created_at', readInstant(row, 'created_at'));
  const authorizedAt = readInstant(row, 'authorized_at');
  const settledAt = readInstant(row, 'settled_at');
  const captureLater = readCapture(row, status);
  const orderId = readOptionalId(row, 'order_id');
  const identity = readIdentity(row, { id, orderId, status });
  const defaultFingerprint =
    identity === 'order' && orderId !== undefined ? orderFingerprint(orderId, amount) : 'imported';
  const { rawCode, expiredAt, dueAt, polls, closingMinor, waiting, chargedAtOnce, fee, ...processing } =
    readProcessing(row);
  const moments = { createdAt, authorizedAt, settledAt, expiredAt, dueAt };
  const partialMinor = readPartialCapture(row, { status, amount, captureLater });
  const parts = { rawCode, closingMinor, waiting, chargedAtOnce, capturedMinor: partialMinor, fee };
  const state = readState(row, { status, amount, captureLater, ...moments, polls, ...parts });
  const capturedMinor = status === 'completed' ? (partialMinor ?? amount.minor) : undefined;
  const payment: Payment = {
    id,
    fingerprint: readFingerprint(row) ?? defaultFingerprint,
    generation: readWhole(row, 'generation') ?? 0,
    amount,
    method: required('method', readMethod(row)),
    paymentMethod: readOptionalId(row, 'payment_method'),
    orderId,
    tripId: readOptionalId(row, 'trip_id'),
    riderId: readOptionalId(row, 'rider_id'),
    driverId: readOptionalId(row, 'driver_id'),
    customerId: readOptionalId(row, 'customer_id'),
    metadata: readStrings(row, 'metadata'),
    captureLater,
    onePaymentPerOrder: readFlag(row, 'one_payment_per_order'),
    addedFields: readStrings(row, 'added_fields') ?? {},
    idempotencyKey: readText(row, 'idempotency_key', /^(?! )[\x20-\x7e]{1,255}(?<! )$/, 'an idempotency key'),
    ...processing,
    createdAt,
    refundFence: readWhole(row, 'refund_fence') ?? 0,
    ...readRefundTotals(row, { id, amount, createdAt, capturedMinor, wholly: name === 'REFUNDED' }),
    ...state,
  };
  return { payment, identity };
}

/** By its id: the one payment of an order has an id derived from the order. Imported payments keep their own id. */
export const identityOf = ({ id, orderId }: Pick<Payment, 'id' | 'orderId'>): WantedPayment['identity'] =>
  orderId !== undefined && id === paymentIdOfOrder(orderId) ? 'order' : 'key';

function readFlag(row: Row, column: Column): boolean {
  return readOneOf(row, column, ['true']) === 'true';
}

function required<Value>(column: Column, value: Value | undefined): Value {
  if (value === undefined) throw new BadValue(column, 'it is missing');
  return value;
}

function readMethod(row: Row) {
  const name = readOneOf(
    row,
    'method',
    methods.map((method) => method.toUpperCase()),
  );
  return methods.find((method) => method.toUpperCase() === name);
}

type IdentityContext = Readonly<{ id: string; orderId: string | undefined; status: Payment['status'] }>;

/** Without the cell, a payment that has not failed pays its order: otherwise the order could be charged again. */
function readIdentity(row: Row, { id, orderId, status }: IdentityContext): WantedPayment['identity'] {
  const cell = readOneOf(row, 'identity', ['order', 'key'] as const);
  const derived = identityOf({ id, orderId });
  if (cell === undefined) return orderId !== undefined && status !== 'failed' ? 'order' : derived;
  if (cell === 'order' && orderId === undefined)
    throw new BadValue('identity', 'it is order, but there is no order_id');
  if (cell === 'key' && derived === 'order')
    throw new BadValue('identity', 'it is key, but the payment_id is derived from the order');
  return cell;
}
