import type { FailureCode } from '../../domain/outcome.ts';

/**
 * Mollie's reasons for a failed card payment, where ours says more than "declined"
 * (https://docs.mollie.com/docs/handling-errors-with-mollie-components).
 */
const failureOf: ReadonlyMap<string, FailureCode> = new Map([
  ...reasons('abandoned', 'authentication_abandoned'),
  ...reasons('authentication_failed', 'authentication_failed authentication_unavailable_acs'),
  ...reasons('authentication_required', 'authentication_required'),
  ...reasons('insufficient_funds', 'insufficient_funds'),
  ...reasons('expired_card', 'card_expired'),
  ...reasons('fraud_suspected', 'possible_fraud'),
  ...reasons(
    'card_declined',
    `card_declined inactive_card invalid_card_holder_name invalid_card_number invalid_card_type invalid_cvv
     refused_by_issuer`,
  ),
]);

export const failureCodeOf = (reason: string): FailureCode => failureOf.get(reason) ?? 'processor_refused';

function reasons(failure: FailureCode, mollieReasons: string): [string, FailureCode][] {
  return mollieReasons.split(/\s+/).map((reason) => [reason, failure]);
}
