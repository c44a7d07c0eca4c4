import * as z from 'zod/mini';
import { type AddedFields, addedFields, fingerprintBy } from '../domain/fingerprint.ts';
import { paymentIdOfOrder } from '../domain/identity.ts';
import { type Money, readMoney } from '../domain/money.ts';
import { type DecidedPayment, isRefunded, type Payment } from '../domain/payment.ts';
import { type WantedPayment, withoutOptionalFields } from '../domain/payment-fields.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Status } from '../domain/status.ts';
import { presentFailure } from './failures.ts';
import { AmountText, CurrencyText, Id, PaymentMethodToken } from './fields.ts';
import { amountNumber, idNumber } from './numbers.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

export const OrderPaymentBody = z.object({
  order_id: Id,
  amount: AmountText,
  currency: z.optional(CurrencyText),
  payment_method: z.optional(PaymentMethodToken),
  idempotency_key: z.optional(z.string()),
});

/** Business fields that came after the first release. */
const added = (_request: z.output<typeof OrderPaymentBody>) => addedFields({});

/**
 * Reads a payment of an order: the order is its identity, so whatever key was sent, an order has one payment. The key in the
 * body is only for looking the request up.
 */
export function readOrderPayment(body: JsonObject): Readonly<{ wanted: WantedPayment; key: string | undefined }> {
  if (isMissing(body.order_id) || isMissing(body.amount)) {
    throw new Refusal('order_id_and_amount_required', 'send both "order_id" and "amount"');
  }
  const fields = read(OrderPaymentBody, withoutNulls(body));
  const amount = readMoney(fields.amount, fields.currency);
  const newer = added(fields);
  const wanted: WantedPayment = {
    id: paymentIdOfOrder(fields.order_id),
    identity: 'order',
    fingerprint: orderFingerprint(fields.order_id, amount, newer),
    fields: {
      ...withoutOptionalFields,
      amount,
      method: 'card',
      paymentMethod: fields.payment_method,
      orderId: fields.order_id,
      addedFields: newer,
    },
  };
  return { wanted, key: fields.idempotency_key };
}

const fingerprint = fingerprintBy('order_id', 'amount', 'currency');

/** Fingerprint of the fields that a repeated request must share. The card is not among them: with another card, it is still the same payment. */
export const orderFingerprint = (orderId: string, { minor, currency }: Money, newer?: AddedFields): string =>
  fingerprint({ order_id: orderId, amount: String(minor), currency }, newer);

const statusNames = {
  processing: 'PENDING',
  pending: 'PENDING',
  authorized: 'PENDING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
} as const satisfies Readonly<Record<Status, string>>;
/** A payment whose money went back whole is REFUNDED rather than COMPLETED. */
export type OrderStatusName = (typeof statusNames)[Status] | 'REFUNDED';

/** The payment as it now is. */
export function presentOrderPayment(payment: Payment): unknown {
  return orderPayment(payment, isRefunded(payment) ? 'REFUNDED' : statusNames[payment.status]);
}

/** The answer to creating it: only what was fixed when it was settled, so every replay has the same bytes. */
export function presentCreatedOrderPayment(payment: DecidedPayment): unknown {
  const { outcome } = payment;
  const status = statusNames[outcome.status];
  if (outcome.status !== 'failed') return orderPayment(payment, status);
  return { ...orderPayment(payment, status), ...presentFailure(outcome.failureCode) };
}

function orderPayment(payment: Payment, status: OrderStatusName): object {
  return {
    id: idNumber(payment.id),
    order_id: payment.orderId === undefined ? null : idNumber(payment.orderId),
    amount: amountNumber(payment.amount),
    status,
    timestamp: toSecond(payment.createdAt),
  };
}

/** As the documented clients saw it: `2025-11-10T12:00:00Z`. */
const toSecond = (instant: string) => instant.replace(/\.\d+Z$/, 'Z');

const isMissing = (value: unknown) => value === undefined || value === null;

const withoutNulls = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
