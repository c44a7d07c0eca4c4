import type { paymentsV1 } from '../../generated/messages.ts';
import { isCurrency } from '../domain/currency.ts';
import { formatAmount } from '../domain/money.ts';
import { capturedMinorOf, type DecidedPayment, type Payment, updatedAt } from '../domain/payment.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { Status } from '../domain/status.ts';
import { failureSentence } from './failures.ts';
import type { MessageOf } from './message.ts';
import { readPaymentRequest } from './payment-body.ts';
import { wantedPayment } from './payments.ts';

type Rpcs = typeof paymentsV1;
type Asker = Readonly<{ caller: string; key: string | undefined; newId: () => string }>;

const currencies = ['USD', 'EUR', 'GBP', 'JPY', 'CAD', 'AUD'];
const shortestKey = 8;

/** The payment asked for: the same as one of that order which the canonical request asks for. */
export function requestedPayment(message: MessageOf<Rpcs['RequestPayment']['input']>, asker: Asker): WantedPayment {
  const { amount_minor, currency, order_id, metadata } = message;
  if (amount_minor <= 0n) throw wrong('amount_not_positive', 'amount_minor must be more than zero', '/amount_minor');
  if (!currencies.includes(currency) || !isCurrency(currency)) {
    throw wrong('currency_invalid', `currency must be one of ${currencies.join(', ')}`, '/currency');
  }
  if (order_id === '') throw wrong('field_required', 'the order_id is missing', '/order_id');
  const key = keyOf(asker);
  const amount = formatAmount({ minor: amount_minor, currency });
  const wanted = wantedPayment(readPaymentRequest({ amount, currency, order_id, metadata }), { ...asker, key });
  return { ...wanted, fields: { ...wanted.fields, idempotencyKey: key } };
}

/** Its longest and its characters are the same for all contracts; only its shortest is this one's own. */
function keyOf({ key }: Asker): string {
  if (key === undefined) throw wrong('idempotency_key_missing', 'send an idempotency_key', '/idempotency_key');
  if (key.length >= shortestKey) return key;
  throw wrong('idempotency_key_invalid', `a key has at least ${shortestKey} characters`, '/idempotency_key');
}

const wrong = (code: RefusalCode, detail: string, field: string) => new Refusal(code, detail, { field });

const statusNames = {
  processing: 'PENDING',
  pending: 'PENDING',
  authorized: 'PENDING',
  completed: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'FAILED',
} as const satisfies Readonly<Record<Status, string>>;

const sentences = {
  PENDING: 'The payment is being processed.',
  SUCCEEDED: 'The payment succeeded.',
  FAILED: 'The payment failed.',
} as const;

/** The answer to requesting it: only what was fixed when it was settled, so every replay has the same bytes. */
export function presentRequestedPayment({ id, outcome }: DecidedPayment): MessageOf<Rpcs['RequestPayment']['output']> {
  const status = statusNames[outcome.status];
  const message = outcome.status === 'failed' ? failureSentence(outcome.failureCode) : sentences[status];
  return { payment_id: id, status, message };
}

/** The payment as it now is. Its amount is what was captured, because this contract has no other field for that. */
export const presentServicePayment = (payment: Payment): MessageOf<Rpcs['GetPayment']['output']> => ({
  payment_id: payment.id,
  amount_minor: capturedMinorOf(payment),
  currency: payment.amount.currency,
  order_id: payment.orderId ?? '',
  status: statusNames[payment.status],
  idempotency_key: payment.idempotencyKey ?? '',
  metadata: payment.metadata ?? {},
  created_at: payment.createdAt,
  updated_at: updatedAt(payment),
  refunded_minor: payment.refundedMinor,
});
