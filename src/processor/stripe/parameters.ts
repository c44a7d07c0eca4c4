import type { Method } from '../../domain/payment-fields.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Charge } from '../port.ts';
import { toStripe } from './amounts.ts';
import type { StripeForm } from './form.ts';

/** With the latest charge come the end of an authorization and the fee: nothing else has to be asked for them. */
export const withCharge = ['latest_charge.balance_transaction'] as const;

/** Stripe's limit, less the three entries of ours. */
const mostOfCaller = 47;

type PaymentMethodForm = Readonly<{ payment_method_types: readonly string[] }> | 'of the account';

/** Cash does not go through Stripe. A wallet's token may be of any type that the account has enabled. */
const formOf: Readonly<Partial<Record<Method, PaymentMethodForm>>> = {
  card: { payment_method_types: ['card'] },
  upi: { payment_method_types: ['upi'] },
  wallet: 'of the account',
};

export const stripeMethods: ReadonlySet<Method> = new Set(Object.keys(formOf) as Method[]);

/** Parameters of a new intent that nobody can pay yet. Throws a Refusal, before anything is sent, if Stripe cannot take the payment. */
export function openingForm(charge: Charge, keySpace: string | undefined): StripeForm {
  const { amount, method, captureLater, token, customer, statementDescriptor, paymentId } = charge;
  return {
    amount: toStripe(amount),
    currency: amount.currency.toLowerCase(),
    // Not `automatic_async`: it leaves out the fee.
    capture_method: captureLater ? 'manual' : 'automatic',
    payment_method: token,
    ...paymentMethods(charge),
    customer,
    description: `Payment ${paymentId}`,
    // A card's statement begins with the account's own prefix.
    [method === 'upi' ? 'statement_descriptor' : 'statement_descriptor_suffix']: statementDescriptor,
    metadata: metadataOf(charge, keySpace),
  };
}

/** Parameters of the request that takes or reserves the money. */
export function confirmingForm({ mayAskCustomer, offSession, returnUrl }: Charge): StripeForm {
  return {
    // Both make a need for 3-D Secure a decline. A customer who is not there is never asked.
    off_session: offSession || undefined,
    error_on_requires_action: (!mayAskCustomer && !offSession) || undefined,
    return_url: mayAskCustomer ? returnUrl : undefined,
    expand: withCharge,
  };
}

function paymentMethods({ method, token, mayAskCustomer, returnUrl }: Charge): StripeForm {
  const form = formOf[method];
  if (form === undefined) {
    throw new Refusal('field_invalid', `Stripe does not take ${method}`, { field: '/method' });
  }
  if (token === undefined && !mayAskCustomer) {
    const message = 'Stripe needs a payment method: this request cannot let the customer choose one';
    throw new Refusal('field_required', message, { field: '/payment_method' });
  }
  if (token !== undefined && form !== 'of the account') return form;
  // A redirect needs a way back: without a token, the browser that confirms the payment names it.
  const mayRedirect = mayAskCustomer && (token === undefined || returnUrl !== undefined);
  return { automatic_payment_methods: { enabled: true, allow_redirects: mayRedirect ? 'always' : 'never' } };
}

/** The caller's metadata as far as Stripe can hold it, and the ids that lead back to the payment (https://docs.stripe.com/metadata). */
function metadataOf({ metadata, paymentId, generation }: Charge, keySpace: string | undefined): StripeForm {
  const ofCaller = Object.entries(metadata).filter(([name, value]) => value !== '' && !/[[\]]/.test(name));
  return {
    ...Object.fromEntries(ofCaller.slice(0, mostOfCaller)),
    payment_id: paymentId,
    generation: String(generation),
    payment_service: keySpace,
  };
}
