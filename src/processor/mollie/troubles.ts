import { Refusal } from '../../domain/refusal.ts';
import { ProcessorTrouble, type Trouble } from '../port.ts';
import type { ProviderAnswer } from '../provider-http.ts';
import { rawCode, refusedField } from './answers.ts';

/**
 * Statuses that mean the same for each call (https://docs.mollie.com/reference/handling-errors). 400 is what a key gets that
 * was used for another request, 409 one whose first request is still at work. Anything that is not listed is `unknown`.
 */
const troubleOfStatus: ReadonlyMap<number, Trouble> = new Map([
  [400, 'contradiction'],
  [401, 'misconfigured'],
  [403, 'misconfigured'],
  // The payment belongs to another key, or is gone. Never `dead`: it may have been paid.
  [404, 'misconfigured'],
  [405, 'misconfigured'],
  [409, 'limited'],
  [410, 'misconfigured'],
  [415, 'misconfigured'],
  [429, 'limited'],
]);

/** Undefined if Mollie refused just this request (422): what that means depends on what was asked. */
export function troubleOf(answer: ProviderAnswer): ProcessorTrouble | undefined {
  if (answer.status === 422) return undefined;
  return new ProcessorTrouble(troubleOfStatus.get(answer.status) ?? 'unknown', sentenceOf(answer));
}

/** For a request that Mollie cannot well refuse. */
export const unexpected = (answer: ProviderAnswer): ProcessorTrouble =>
  new ProcessorTrouble('unknown', sentenceOf(answer));

/** The id that the next page of a list begins with. Only that is taken from the link: the key is sent to no other address. */
export function nextOf({ href }: Readonly<{ href: string }>, answer: ProviderAnswer): string {
  const next = URL.parse(href)?.searchParams.get('from');
  if (!next) throw unexpected(answer);
  return encodeURIComponent(next);
}

/** The member of a client's request that a parameter was made of. */
const memberOf: ReadonlyMap<string, string> = new Map([
  ['amount', '/amount'],
  ['captureMode', '/capture'],
  ['customerId', '/processor_customer'],
  ['description', '/statement_descriptor'],
  ['metadata', '/metadata'],
  ['method', '/method'],
  ['redirectUrl', '/return_url'],
]);

/** The reason why Mollie did not create a payment. A wrong parameter that no client chose has to be mended by a person. */
export function refusalOf(answer: ProviderAnswer): Refusal | ProcessorTrouble {
  const field = memberOf.get(refusedField(answer) ?? '');
  if (field === undefined) return new ProcessorTrouble('misconfigured', sentenceOf(answer));
  return new Refusal('field_invalid', `Mollie does not take this (${refusalCode(answer)})`, { field });
}

/** Mollie's errors have no codes. Their sentences are not repeated, because they quote what was sent. */
export const refusalCode = (answer: ProviderAnswer): string => {
  const field = refusedField(answer);
  return field ? `${answer.status}_${rawCode(field)}` : String(answer.status);
};

const sentenceOf = (answer: ProviderAnswer): string => `Mollie answered ${refusalCode(answer)}`;
