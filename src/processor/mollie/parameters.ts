import type { Method } from '../../domain/payment-fields.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Charge } from '../port.ts';
import { toMollie } from './amounts.ts';

/** A customer chooses among the wallets of the list in Mollie's checkout. Cash and UPI do not go through Mollie. */
const methodsOf: Readonly<Partial<Record<Method, string | readonly string[]>>> = {
  card: 'creditcard',
  wallet: ['applepay', 'paypal'],
};

export const mollieMethods: ReadonlySet<Method> = new Set(Object.keys(methodsOf) as Method[]);

/** Mollie takes the money of other methods at once, and does not refuse to hold it (github.com/mollie/ai, operations/captures.md). */
export const holdsMethods: ReadonlySet<Method> = new Set(['card']);

/** Mollie keeps about 1 kB of metadata (https://docs.mollie.com/reference/create-payment). */
const mostMetadataBytes = 1_000;

/**
 * Parameters of a payment that its customer pays in Mollie's checkout. Throws a Refusal, before anything is sent, for any other.
 *
 * Tokens are refused because Mollie takes them only when a payment is created, and may take the money then, before the
 * payment is claimed: `sequenceType: recurring` executes at once (https://docs.mollie.com/reference/api-idempotency), and a
 * `cardToken` of a card without 3-D Secure is paid without a checkout (github.com/mollie/Shopware/pull/25).
 */
export function paymentParameters(charge: Charge, keySpace: string | undefined): object {
  const { amount, method, captureLater, token, mayAskCustomer, customer, returnUrl, statementDescriptor } = charge;
  const mollieMethod = methodsOf[method];
  if (mollieMethod === undefined) {
    throw new Refusal('field_invalid', `Mollie does not take ${method}`, { field: '/method' });
  }
  if (token !== undefined) {
    const message = 'Mollie takes no payment_method: the customer chooses how to pay in its checkout';
    throw new Refusal('field_invalid', message, { field: '/payment_method' });
  }
  if (!mayAskCustomer) {
    const message = 'Mollie charges nobody who is not sent to its checkout, and this request cannot send them there';
    throw new Refusal('field_invalid', message);
  }
  if (returnUrl === undefined) {
    throw new Refusal('field_required', 'Mollie needs a return_url for the customer to come back to', {
      field: '/return_url',
    });
  }
  if (captureLater && !holdsMethods.has(method)) {
    throw new Refusal('field_invalid', 'Mollie holds an amount on cards alone', { field: '/capture' });
  }
  return {
    amount: toMollie(amount),
    description: statementDescriptor ?? `Payment ${charge.paymentId}`,
    redirectUrl: returnUrl,
    method: mollieMethod,
    sequenceType: 'oneoff',
    captureMode: captureLater ? 'manual' : 'automatic',
    customerId: customer,
    metadata: metadataOf(charge, keySpace),
  };
}

/** The caller's metadata as far as Mollie can hold it, after what leads back to the payment. */
function metadataOf({ metadata, paymentId, generation }: Charge, keySpace: string | undefined): object {
  const ours = { payment_id: paymentId, generation: String(generation) };
  let kept: Record<string, string> = keySpace === undefined ? ours : { ...ours, payment_service: keySpace };
  for (const [name, value] of Object.entries(metadata)) {
    if (Object.hasOwn(kept, name)) continue;
    const more = { ...kept, [name]: value };
    if (Buffer.byteLength(JSON.stringify(more)) <= mostMetadataBytes) kept = more;
  }
  return kept;
}
