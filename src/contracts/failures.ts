import type { FailureCode } from '../domain/outcome.ts';

/** Suspected fraud and lost or stolen cards read as any decline: whoever holds the card must not learn more. */
const declined = 'The card was declined.';

const sentences: Readonly<Record<FailureCode, string>> = {
  abandoned: 'The payment was not completed in time.',
  amount_not_positive: 'Amount must be positive.',
  authentication_failed: 'The customer could not be authenticated.',
  authentication_required: 'The payment needs the customer to authenticate.',
  authorization_expired: 'The authorization has expired.',
  card_declined: declined,
  expired_card: 'The card has expired.',
  fraud_suspected: declined,
  insufficient_funds: 'The card has insufficient funds.',
  lost_or_stolen: declined,
  order_already_paid: 'The order is paid already.',
  processor_refused: 'The payment processor refused the payment.',
  trip_already_paid: 'The trip is paid already.',
};

/** Why a payment failed, for people. */
export const failureSentence = (code: FailureCode): string => sentences[code];

/** Members that the answer of a failed payment has besides those of the payment. */
export const presentFailure = (code: FailureCode) => ({
  failure_code: code,
  error: sentences[code],
});
