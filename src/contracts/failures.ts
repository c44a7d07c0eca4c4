import type { FailureCode } from '../domain/payment.ts';

const sentences: Readonly<Record<FailureCode, string>> = {
  abandoned: 'The customer did not finish the payment.',
  amount_not_positive: 'Amount must be positive.',
  authentication_failed: 'The customer could not be authenticated.',
  authentication_required: 'The card needs the customer to authenticate.',
  authorization_expired: 'The authorization expired.',
  card_declined: 'The card was declined.',
  expired_card: 'The card has expired.',
  fraud_suspected: 'The payment was refused because fraud is suspected.',
  insufficient_funds: 'The card has insufficient funds.',
  lost_or_stolen: 'The card was reported lost or stolen.',
  order_already_paid: 'The order is paid already.',
  processor_refused: 'The payment was refused.',
  trip_already_paid: 'The trip is paid already.',
};

/** Why a payment failed, for people. */
export const failureSentence = (code: FailureCode): string => sentences[code];

/** What the answer to a payment that failed says besides the payment. */
export const presentFailure = (code: FailureCode) => ({
  failure_code: code,
  error: sentences[code],
});
