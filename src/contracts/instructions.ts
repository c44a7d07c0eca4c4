import * as z from 'zod/mini';
import { holdsCardNumber } from '../domain/card-number.ts';
import type { Instructions } from '../domain/payment-fields.ts';
import { readBy } from './fields.ts';
import { refuse } from './read.ts';

/** The processor's id of a customer; ours is `customer_id`. */
export const ProcessorCustomer = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'a customer of the processor is 1 to 64 letters, digits, dashes and underscores'),
  );

/** URL a browser returns to. Only https, or http on this machine: the processor adds parameters that nobody may read on the way. */
export const ReturnUrl = readBy((value, context): string => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isLocal = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  // Parsing drops tabs and line breaks, and decodes the host: the digits of the text as it was sent may have stood apart.
  if (url !== null && holdsCardNumber(url.href)) {
    return refuse(context, 'card_number_not_accepted', 'send a processor token, never a card number');
  }
  if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) return url.href;
  return refuse(context, 'field_invalid', 'return_url is an https address, or http on localhost');
});

/** As card networks show it, and as processors take it (https://docs.stripe.com/get-started/account/statement-descriptors). */
export const StatementDescriptor = z
  .string()
  .check(
    z.regex(
      /^(?=.*[A-Za-z])(?! )[\x20-\x7e]{5,22}(?<! )$/,
      'a statement descriptor is 5 to 22 printable characters, at least one of them a letter',
    ),
    z.regex(/^[^<>\\'"*]*$/, `a statement descriptor has none of < > \\ ' " *`),
  );

type Instructed = Readonly<{
  processor_customer?: string | undefined;
  off_session?: boolean | undefined;
  return_url?: string | undefined;
  statement_descriptor?: string | undefined;
}>;

/** Only those that a request has: payments without any keep the item that they have always had. */
export const instructionsOf = (request: Instructed): Instructions => ({
  ...(request.processor_customer !== undefined && { customer: request.processor_customer }),
  ...(request.off_session && { offSession: true }),
  ...(request.return_url !== undefined && { returnUrl: request.return_url }),
  ...(request.statement_descriptor !== undefined && { statementDescriptor: request.statement_descriptor }),
});
