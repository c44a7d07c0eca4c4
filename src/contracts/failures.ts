import type { FailureCode } from '../domain/payment.ts';

const sentences: Readonly<Record<FailureCode, string>> = {
  amount_not_positive: 'Amount must be positive.',
  card_declined: 'The card was declined.',
  expired_card: 'The card has expired.',
  insufficient_funds: 'The card has insufficient funds.',
  order_already_paid: 'The order is paid already.',
  trip_already_paid: 'The trip is paid already.',
};

/** Why a payment failed, for people. */
export const failureSentence = (code: FailureCode): string => sentences[code];

/** What the answer to a payment that failed says besides the payment. */
export const presentFailure = (code: FailureCode) => ({
  failure_code: code,
  error: sentences[code],
});
