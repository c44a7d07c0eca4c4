import type { FailureCode } from '../../domain/outcome.ts';

/**
 * Stripe's reasons, where ours says more than "declined". From https://docs.stripe.com/declines/codes and
 * https://docs.stripe.com/error-codes; the raw code is kept beside ours.
 */
const failureOf: ReadonlyMap<string, FailureCode> = new Map([
  ...codes('authentication_required', 'authentication_required payment_intent_action_required'),
  ...codes(
    'authentication_failed',
    `authentication_failure authentication_not_handled mobile_device_authentication_required
     payment_intent_authentication_failure`,
  ),
  ...codes('insufficient_funds', 'insufficient_funds'),
  ...codes('expired_card', 'expired_card expired_payment_method'),
  ...codes('lost_or_stolen', 'lost_card pickup_card stolen_card'),
  ...codes('fraud_suspected', 'action_blocked fraudulent highest_risk_level merchant_blacklist request_blocked'),
  ...codes('abandoned', 'payment_intent_payment_attempt_expired'),
  ...codes('authorization_expired', 'capture_charge_authorization_expired charge_expired_for_capture'),
  ...codes(
    'card_declined',
    `bank_account_declined card_declined debit_not_authorized incorrect_address incorrect_cvc incorrect_number
     incorrect_postal_code incorrect_zip invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number
     payment_intent_payment_attempt_failed payment_method_customer_decline payment_method_provider_decline
     refer_to_customer`,
  ),
]);

/** Why a payment failed, in our words: by the issuer's reason, or else by Stripe's own. */
export function failureCodeOf(code: string | null | undefined, declineCode: string | null | undefined): FailureCode {
  const known = failureOf.get(declineCode ?? '') ?? failureOf.get(code ?? '');
  // An issuer's reason without a word of ours is a decline all the same.
  return known ?? (declineCode ? 'card_declined' : 'processor_refused');
}

function codes(failure: FailureCode, stripeCodes: string): [string, FailureCode][] {
  return stripeCodes.split(/\s+/).map((code) => [code, failure]);
}
