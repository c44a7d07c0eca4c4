import type { Money } from '../../domain/money.ts';
import { type Charge, type NextAction, type Observation, UnexplainedAnswer } from '../port.ts';
import { fromStripe } from './amounts.ts';
import { BalanceTransaction, ExpandedCharge, type PaymentIntent, rawCode } from './answers.ts';
import { failureCodeOf } from './declines.ts';

/** Maps the status of a PaymentIntent to an observation (https://docs.stripe.com/payments/paymentintents/lifecycle). */
export function observationOf(intent: PaymentIntent, charge: Charge): Observation {
  switch (intent.status) {
    case 'requires_confirmation':
      return charge.token === undefined ? forCustomer(intent, charge, { type: 'in_app' }) : { state: 'ready' };
    case 'requires_payment_method':
      return withoutPaymentMethod(intent, charge);
    case 'requires_action':
      return forCustomer(intent, charge, actionOf(intent));
    case 'processing':
      return { state: 'working' };
    case 'requires_capture':
      return {
        state: 'authorized',
        capturable: money(intent.amount_capturable, intent.currency),
        reference: intent.id,
        until: captureBefore(intent),
      };
    case 'succeeded':
      return {
        state: 'captured',
        captured: money(intent.amount_received, intent.currency),
        reference: intent.id,
        fee: feeOf(intent),
      };
    case 'canceled':
      return { state: 'dead', ...deathOf(intent) };
    default:
      throw unknownState('an intent', intent.status);
  }
}

/** A state that this version does not know is parked, never mapped to one that it knows. */
export const unknownState = (of: string, status: string | undefined): UnexplainedAnswer =>
  new UnexplainedAnswer(`this version knows no state "${rawCode({ code: status })}" of ${of}: park it, never map it`);

/** Refused, or not yet tried: a payment without a token waits for the customer to choose in a browser. */
function withoutPaymentMethod(intent: PaymentIntent, charge: Charge): Observation {
  const { last_payment_error: error, status } = intent;
  if (error) return { state: 'refused', code: failureCodeOf(error.code, error.decline_code), raw: rawCode(error) };
  if (charge.token === undefined) return forCustomer(intent, charge, { type: 'in_app' });
  return { state: 'refused', code: 'processor_refused', raw: status };
}

/** A contract that cannot ask the customer has a decline instead. */
const forCustomer = ({ status }: PaymentIntent, { mayAskCustomer }: Charge, action: NextAction): Observation =>
  mayAskCustomer ? { state: 'customer', action } : { state: 'refused', code: 'authentication_required', raw: status };

function actionOf({ next_action }: PaymentIntent): NextAction {
  const url = next_action?.type === 'redirect_to_url' ? next_action.redirect_to_url?.url : undefined;
  // Everything else is for Stripe's own code in a browser or an app, by the client secret.
  return url ? { type: 'redirect', url } : { type: 'in_app' };
}

/** An authorization that nobody captured in time is cancelled by Stripe itself, without an error. */
function deathOf({ last_payment_error: error, cancellation_reason: reason, latest_charge }: PaymentIntent) {
  if (error) return { code: failureCodeOf(error.code, error.decline_code), raw: rawCode(error) };
  if (latest_charge && (reason === 'automatic' || reason === 'expired')) {
    return { code: 'authorization_expired', raw: reason } as const;
  }
  if (reason === 'fraudulent') return { code: 'fraud_suspected', raw: reason } as const;
  return { code: 'abandoned', raw: rawCode({ code: reason ?? 'canceled' }) } as const;
}

const chargeOf = ({ latest_charge }: PaymentIntent) => ExpandedCharge.safeParse(latest_charge).data;

function captureBefore(intent: PaymentIntent): string | undefined {
  const seconds = chargeOf(intent)?.payment_method_details?.card?.capture_before;
  return seconds ? instantOf(seconds) : undefined;
}

/** In the currency that Stripe settles in, which may be another one. */
function feeOf(intent: PaymentIntent): Money | undefined {
  const { data: transaction } = BalanceTransaction.safeParse(chargeOf(intent)?.balance_transaction);
  return transaction && fromStripe(transaction.fee, transaction.currency);
}

export function money(amount: number, currency: string): Money {
  const converted = fromStripe(amount, currency);
  if (converted !== undefined) return converted;
  throw new UnexplainedAnswer(`Stripe names an amount of ${currency} that cannot be read: park it`);
}

export const instantOf = (seconds: number): string => new Date(seconds * 1_000).toISOString();
