import type { paymentV1 } from '../../generated/messages.ts';
import { formatAmount } from '../domain/money.ts';
import type { Outcome } from '../domain/outcome.ts';
import { capturedMinorOf, type DecidedPayment, isRefunded, type Payment, updatedAt } from '../domain/payment.ts';
import { methods, type WantedPayment } from '../domain/payment-fields.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing, RefundDecidedStatus, Status } from '../domain/status.ts';
import type { MessageOf } from './message.ts';
import { readPaymentRequest } from './payment-body.ts';
import { wantedPayment } from './payments.ts';

type Rpcs = typeof paymentV1;
type Asker = Parameters<typeof wantedPayment>[1];

/** The payment asked for: the same as one that the canonical request asks for with `capture: false`. */
export function customerPayment(message: MessageOf<Rpcs['CreatePayment']['input']>, asker: Asker): WantedPayment {
  const { amount, currency, customer_id, payment_method } = message;
  if (customer_id === '') throw new Refusal('field_required', 'the customer_id is missing', { field: '/customer_id' });
  const request = readPaymentRequest({
    ...(amount !== '' && { amount }),
    ...(currency !== '' && { currency }),
    customer_id,
    ...paidBy(payment_method),
    capture: false,
  });
  const wanted = wantedPayment(request, asker);
  // A token is charged or declined: CreatePayment cannot send its customer to authenticate (docs/decisions/0780).
  return { ...wanted, fields: { ...wanted.fields, mayAskCustomer: request.payment_method === undefined } };
}

/** A method by its name, or else a card by its token. */
function paidBy(text: string): Readonly<{ method?: string; payment_method?: string }> {
  const method = methods.find((name) => name === text.toLowerCase());
  if (method !== undefined) return { method };
  return text === '' ? {} : { payment_method: text };
}

/** The action on a payment. Default: capture. */
export function readAction(text: string): Closing | 'refund' {
  if (text === '') return 'capture';
  if (text === 'capture' || text === 'cancel' || text === 'refund') return text;
  throw new Refusal('field_invalid', 'action is capture, cancel or refund', { field: '/action' });
}

/** The answer to creating it: only what was fixed when it was settled, so every replay has the same bytes. */
export function presentCreatedCustomerPayment(payment: DecidedPayment): MessageOf<Rpcs['CreatePayment']['output']> {
  return { ...commonForm(payment, payment.outcome), status: createdNames[payment.outcome.status] };
}

const createdNames = {
  pending: 'processing',
  authorized: 'created',
  completed: 'created',
  failed: 'failed',
} as const satisfies Readonly<Record<Outcome['status'], string>>;

/** The payment as it now is. Its amount is what was captured, because this contract has no other field for that. */
export const presentCustomerPayment = (payment: Payment): MessageOf<Rpcs['GetPayment']['output']> => ({
  ...commonForm(payment, payment.decision),
  amount: formatAmount({ minor: capturedMinorOf(payment), currency: payment.amount.currency }),
  status: statusOf(payment),
  updated_at: updatedAt(payment),
  refunded_amount: formatAmount({ minor: payment.refundedMinor, currency: payment.amount.currency }),
});

const commonForm = (payment: Payment, decision: Outcome | undefined) => ({
  payment_id: payment.id,
  amount: formatAmount(payment.amount),
  currency: payment.amount.currency,
  created_at: payment.createdAt,
  customer_id: payment.customerId ?? '',
  payment_method: payment.paymentMethod ?? payment.method,
  failure_code: decision?.status === 'failed' ? decision.failureCode : '',
});

function statusOf(payment: Payment): string {
  if (isRefunded(payment)) return 'refunded';
  const isClosing = payment.status === 'authorized' && payment.closing !== undefined;
  return isClosing ? 'processing' : statusNames[payment.status];
}

const statusNames: Readonly<Record<Status, string>> = {
  processing: 'processing',
  pending: 'processing',
  authorized: 'created',
  completed: 'captured',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** For people, because `status` has no word for a refund that is not done. */
const refundSentences = {
  pending: 'The refund is on its way.',
  completed: undefined,
  failed: 'The refund was declined.',
  reversed: 'The refund came back; send a new key to refund again.',
} as const satisfies Readonly<Record<RefundDecidedStatus, string | undefined>>;

/** A payment after its action, and how the refund stands that was asked for, if one was. */
export function presentProcessedPayment(
  payment: Payment,
  { at, refundStatus }: Readonly<{ at: string | undefined; refundStatus: RefundDecidedStatus | undefined }>,
): MessageOf<Rpcs['ProcessPayment']['output']> {
  const status = statusOf(payment);
  // After one that came back, another may have returned all.
  const isReplaced = status === 'refunded' && refundStatus === 'reversed';
  const ofRefund = isReplaced || refundStatus === undefined ? undefined : refundSentences[refundStatus];
  return {
    payment_id: payment.id,
    status,
    // One that waited for its customer fails when it is cancelled.
    message: ofRefund ?? (status === 'failed' ? 'The payment can be paid no more.' : `The payment is ${status}.`),
    processed_at: at ?? updatedAt(payment),
  };
}
