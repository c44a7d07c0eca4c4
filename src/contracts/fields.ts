import * as z from 'zod/mini';
import { type Method, methods } from '../domain/payment-fields.ts';
import { type ReadContext, refuse } from './read.ts';
import { JsonNumber } from './strict-json.ts';

const idText = /^[A-Za-z0-9_-]{1,64}$/;
const wholeNumber = /^(0|[1-9]\d*)$/;

/** A schema that reads a value by a function, of a code of ours where it refuses. The bundler drops those not used. */
export const readBy = /* @__NO_SIDE_EFFECTS__ */ <Value>(reading: (value: unknown, context: ReadContext) => Value) =>
  z.pipe(z.unknown(), z.transform(reading));

/** An id, which a request may also give as a whole number: `"order_id": 1` is the order `1`. */
export const Id = readBy((value, context): string => {
  if (typeof value === 'string' && idText.test(value)) return value;
  if (value instanceof JsonNumber && wholeNumber.test(value.text) && value.text.length <= 64) return value.text;
  return refuse(context, 'id_invalid', 'an id is 1 to 64 letters, digits, dashes and underscores, or a whole number');
});

/** The text of an amount, as it was written: a number or a string. `readMoney` makes money of it. Lazy: see `CurrencyText`. */
export const AmountText = z.lazy(() => readBy(amountText));

/** The same for an amount that may be negative. */
export const SignedAmountText = readBy(amountText);

function amountText(value: unknown, context: ReadContext): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return refuse(context, 'amount_required', 'the amount is missing');
  return refuse(context, 'amount_type', 'the amount must be a number or a string');
}

/** Lazy, so that its parts are not built before a request needs them (docs/decisions/0464). */
export const CurrencyText = z.lazy(() => readBy(currencyText));

function currencyText(value: unknown, context: ReadContext): string {
  if (typeof value === 'string') return value;
  return refuse(context, 'currency_invalid', 'currency must be an ISO 4217 code in capitals, like USD');
}

/** The processor's token for a card, wallet or account; never the number itself. */
export const PaymentMethodToken = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'a token is 1 to 64 letters, digits, dashes and underscores'));

/**
 * A line of text for people: no control characters, and not only space. Of the invisible characters it takes the two joiners,
 * which names in Persian and Indic scripts, and many emoji, are written with.
 */
export const textOf = (longest: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(longest),
      z.regex(/^(?=.*[^\s\p{Cf}])(?:[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[\u200c\u200d])+$/u, 'must be a line of visible text'),
    );

/** In capitals or not: the contracts differ. */
export const MethodName = readBy((value, context): Method => {
  const method = methods.find((name) => value === name || value === name.toUpperCase());
  return method ?? refuse(context, 'field_invalid', `method is one of ${methods.join(', ')}`);
});
