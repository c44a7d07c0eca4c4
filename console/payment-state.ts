import type { ListedPaymentJson, PaymentJson } from './api-types.ts';
import type { ActionKind } from './kept-actions.ts';
import { compareAmounts, isZero, sumOf } from './money.ts';

/** Colour of a status. Its word always stands beside it. */
export type Tone = 'good' | 'bad' | 'waiting' | 'quiet';
export type StatusLabel = Readonly<{ word: string; tone: Tone }>;

type StatusParts = Pick<ListedPaymentJson, 'status' | 'authorized_at' | 'captured_at' | 'cancelled_at'> &
  Readonly<{ next_action?: unknown; refunded_amount: string }>;

/** A word for the status of a payment, more exact than the API's four. */
export function paymentStatus(payment: StatusParts): StatusLabel {
  switch (payment.status) {
    case 'SUCCESS':
      return isZero(payment.refunded_amount)
        ? { word: 'Paid', tone: 'good' }
        : { word: 'Partly refunded', tone: 'good' };
    case 'REFUNDED':
      return { word: 'Refunded', tone: 'quiet' };
    case 'FAILED':
      return payment.cancelled_at ? { word: 'Cancelled', tone: 'quiet' } : { word: 'Failed', tone: 'bad' };
    case 'PENDING':
      if (payment.next_action) return { word: 'Customer must act', tone: 'waiting' };
      return payment.authorized_at ? { word: 'Authorized', tone: 'waiting' } : { word: 'Pending', tone: 'waiting' };
  }
}

/** Actions that the service would not refuse for the payment's status. */
export function possibleActions(payment: PaymentJson): readonly ActionKind[] {
  if (payment.status === 'SUCCESS') return isZero(payment.refundable_amount) ? [] : ['refund'];
  if (payment.status !== 'PENDING' || payment.captured_at) return [];
  if (payment.authorized_at) return ['capture', 'cancel'];
  return payment.next_action ? ['cancel'] : [];
}

/** Amounts of a payment, all in its currency. Disputes in another currency are not among them. */
export function moneyOf(payment: PaymentJson) {
  const isCharged = payment.status === 'SUCCESS' || payment.status === 'REFUNDED';
  const captured = isCharged ? (payment.captured_amount ?? payment.amount) : '0';
  const disputes = (payment.disputes ?? []).filter(
    ({ status, currency }) => status !== 'won' && currency === payment.currency,
  );
  return {
    captured: sumOf([captured, zeroLike(payment.amount)]),
    refunded: payment.refunded_amount,
    refundable: payment.refundable_amount,
    disputed: sumOf([zeroLike(payment.amount), ...disputes.map(({ amount }) => amount)]),
    isPartlyCaptured: isCharged && compareAmounts(captured, payment.amount) < 0,
  };
}

/** Zero with the decimals of an amount. */
const zeroLike = (amount: string) => amount.replace(/\d/g, '0').replace(/^0+(?=\d)/, '');
