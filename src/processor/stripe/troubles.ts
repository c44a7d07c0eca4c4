import { Refusal } from '../../domain/refusal.ts';
import { type Charge, ProcessorTrouble, type Trouble } from '../port.ts';
import { rawCode, readError, type StripeError } from './answers.ts';
import type { StripeAnswer } from './client.ts';

/** The key, the account or the program is wrong: no request will get through before a person mends it. */
const misconfigured = new Set([
  'account_invalid',
  'api_key_expired',
  'livemode_mismatch',
  'parameter_unknown',
  'parameters_exclusive',
  'platform_account_required',
  'platform_api_key_expired',
  'secret_key_required',
  'testmode_charges_only',
]);

const wrongState = new Set(['charge_already_captured', 'intent_invalid_state', 'payment_intent_unexpected_state']);

/**
 * Parameters whose object the client names: that it does not exist is the client's mistake, not a wrong key or account. Stripe
 * misses `source` where a saved card needs the customer that it belongs to.
 */
const namedByClients = /^(payment_method|customer|source)/;

/**
 * Classifies an answer other than 2xx. Undefined if Stripe refused just this request (400, 402, 404): what that
 * means depends on what was asked. https://docs.stripe.com/error-low-level, https://docs.stripe.com/error-codes
 */
export function troubleOf(answer: StripeAnswer): ProcessorTrouble | undefined {
  const trouble = kindOf(answer);
  return trouble && new ProcessorTrouble(trouble, `Stripe answered ${sentenceOf(answer)}`);
}

/** Throws unless Stripe refused just this request. */
export function throwTrouble(answer: StripeAnswer): void {
  const trouble = troubleOf(answer);
  if (trouble !== undefined) throw trouble;
}

/** The member of a client's request that a parameter was made of. */
const fieldOf: Readonly<Record<string, string>> = {
  amount: '/amount',
  capture_method: '/capture',
  currency: '/currency',
  customer: '/processor_customer',
  metadata: '/metadata',
  payment_method: '/payment_method',
  payment_method_types: '/method',
  source: '/payment_method',
  statement_descriptor: '/statement_descriptor',
  statement_descriptor_suffix: '/statement_descriptor',
};

/**
 * Stripe refuses a payment method that was used before without a code and a parameter: only the message says so. Other such errors
 * are about the account, and no client can mend them.
 */
const tellsOfToken = /payment ?method\b(?! types)/i;

/** The reason why Stripe did not open a payment. A wrong parameter that no client chose has to be mended by a person. */
export function refusalOf(answer: StripeAnswer, charge: Charge): Refusal | ProcessorTrouble {
  const error = readError(answer);
  const field = memberOf(error, charge);
  if (field === undefined) return new ProcessorTrouble('misconfigured', `Stripe answered ${sentenceOf(answer)}`);
  return new Refusal('field_invalid', `Stripe does not take this (${rawCode(error)})`, { field });
}

function memberOf({ param, code, message }: StripeError, charge: Charge): string | undefined {
  const { token, customer, statementDescriptor } = charge;
  if (!param && !code) return token !== undefined && tellsOfToken.test(message ?? '') ? '/payment_method' : undefined;
  const name = param?.split('[', 1)[0] ?? '';
  const field = Object.hasOwn(fieldOf, name) ? fieldOf[name] : undefined;
  // A client that named no customer can only name another payment method.
  if (field === '/processor_customer' && customer === undefined) return '/payment_method';
  // Without one of the client's, it is the account that has no descriptor.
  return field === '/statement_descriptor' && statementDescriptor === undefined ? undefined : field;
}

/** For a request that Stripe cannot well refuse. */
export const unreadable = (answer: StripeAnswer): ProcessorTrouble =>
  new ProcessorTrouble('unknown', `Stripe answered ${sentenceOf(answer)}`);

/** For logs: nothing that a client sent is in it. */
const sentenceOf = (answer: StripeAnswer): string =>
  `${answer.status} ${rawCode(readError(answer))} (${answer.requestId})`;

function kindOf(answer: StripeAnswer): Trouble | undefined {
  const { status } = answer;
  const { type, code, param, payment_intent } = readError(answer);
  if (status === 401 || status === 403 || misconfigured.has(code ?? '')) return 'misconfigured';
  // Another request uses the key or the object, or there are too many. This one was not carried out.
  if (status === 409 || status === 429) return 'limited';
  if (type === 'idempotency_error') return 'contradiction';
  if (wrongState.has(code ?? '')) return 'wrong_state';
  const isMissing = status === 404 || code === 'resource_missing' || code === 'parameter_missing';
  // An error that shows its intent is about that one: it would be the same at each attempt.
  if (isMissing && !payment_intent && !namedByClients.test(param ?? '')) return 'misconfigured';
  // A stored 500 is replayed for a day: it is no outcome either.
  return status === 400 || status === 402 || status === 404 ? undefined : 'unknown';
}
