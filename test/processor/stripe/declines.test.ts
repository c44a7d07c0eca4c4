import { describe, expect, it } from 'vitest';
import { failureSentence } from '../../../src/contracts/failures.ts';
import { failureCodeOf } from '../../../src/processor/stripe/declines.ts';

describe("Stripe's reason for a decline", () => {
  it.each([
    ['card_declined', 'insufficient_funds', 'insufficient_funds'],
    ['card_declined', 'lost_card', 'lost_or_stolen'],
    ['card_declined', 'stolen_card', 'lost_or_stolen'],
    ['card_declined', 'pickup_card', 'lost_or_stolen'],
    ['card_declined', 'fraudulent', 'fraud_suspected'],
    ['card_declined', 'merchant_blacklist', 'fraud_suspected'],
    ['card_declined', 'authentication_required', 'authentication_required'],
    ['card_declined', 'generic_decline', 'card_declined'],
    ['card_declined', 'a_reason_of_next_year', 'card_declined'],
    ['card_declined', undefined, 'card_declined'],
    ['a_code_of_next_year', 'do_not_honor', 'card_declined'],
    ['expired_card', undefined, 'expired_card'],
    ['expired_card', 'expired_card', 'expired_card'],
    ['incorrect_cvc', 'incorrect_cvc', 'card_declined'],
    ['authentication_required', undefined, 'authentication_required'],
    ['payment_intent_authentication_failure', undefined, 'authentication_failed'],
    ['payment_intent_payment_attempt_expired', undefined, 'abandoned'],
    ['charge_expired_for_capture', undefined, 'authorization_expired'],
    ['payment_method_provider_decline', undefined, 'card_declined'],
    ['processing_error', undefined, 'processor_refused'],
    ['a_code_of_next_year', undefined, 'processor_refused'],
    [undefined, undefined, 'processor_refused'],
    ['constructor', 'toString', 'card_declined'],
  ] as const)('%s, %s is "%s"', (code, declineCode, failureCode) => {
    expect(failureCodeOf(code, declineCode)).toBe(failureCode);
  });

  it.each(['fraudulent', 'stolen_card'])('%s reads as any decline, so that a thief learns nothing', (declineCode) => {
    const code = failureCodeOf('card_declined', declineCode);
    expect(failureSentence(code)).toBe(failureSentence('card_declined'));
  });
});
