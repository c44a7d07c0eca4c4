import type * as z from 'zod/mini';
import { AmountText, CurrencyText, Id, MethodName } from '../../src/contracts/fields.ts';
import { ReturnUrl } from '../../src/contracts/instructions.ts';
import { Metadata } from '../../src/contracts/metadata.ts';
import { isCurrency } from '../../src/domain/currency.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import { type JsonSchema, oneOf, ref } from './json-schema.ts';

const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
/** Every accepted code, of the 17,576 possible ones. */
const currencies = letters
  .flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)))
  .filter(isCurrency);

const idText: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const digitsOfMoney = '(?:0|[1-9]\\d{0,11})(?:\\.\\d{1,4}0*)?';

/** Printable ASCII without surrounding space, as src/http/idempotency-key.ts accepts a key. */
export const keyPattern = '^[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?$';

/** Schemas of the fields that requests and answers share. */
export const fieldSchemas: Readonly<Record<string, JsonSchema>> = {
  Id: {
    description: '1 to 64 letters, digits, dashes and underscores. A whole number is the same id as its digits.',
    anyOf: [idText, { type: 'integer', minimum: 0 }],
    examples: ['7', 7],
  },
  IdText: { ...idText, description: '1 to 64 letters, digits, dashes and underscores.', examples: ['1'] },
  Amount: {
    description:
      'Positive amount, as a string or a number. It is read digit by digit, never as a float, and may have no more fraction digits than its currency.',
    anyOf: [
      { type: 'string', pattern: `^(?=.*[1-9])${digitsOfMoney}$` },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1_000_000_000_000 },
    ],
    examples: ['25.00', 10.99],
  },
  Money: {
    description:
      'Amount with exactly the fraction digits of its currency. Parse the text if a float is not exact enough.',
    type: 'number',
    minimum: 0,
    examples: [10.99],
  },
  Currency: { ...oneOf(...currencies), description: 'ISO 4217 code in capitals.', examples: ['EUR'] },
  Method: {
    ...oneOf(...methods, ...methods.map((method) => method.toUpperCase())),
    description: 'Payment method, in any case.',
    examples: ['card'],
  },
  MethodShown: { ...oneOf(...methods.map((method) => method.toUpperCase())), description: 'Payment method.' },
  Moment: {
    type: 'string',
    format: 'date-time',
    description: 'Time in UTC (RFC 3339).',
    examples: ['2026-11-21T12:00:00.000Z'],
  },
  Metadata: {
    description: 'At most 50 key-value pairs of your own, kept with the payment.',
    type: 'object',
    maxProperties: 50,
    propertyNames: { type: 'string', minLength: 1, maxLength: 40 },
    additionalProperties: { type: 'string', maxLength: 500 },
    examples: [{ note: 'first try' }],
  },
};

/** Schemas that read a value by a function: JSON Schema cannot be derived from those. */
export const readByFunction: ReadonlyMap<z.core.$ZodType, JsonSchema> = new Map<z.core.$ZodType, JsonSchema>([
  [Id, ref('Id')],
  [AmountText, ref('Amount')],
  [CurrencyText, ref('Currency')],
  [MethodName, ref('Method')],
  [Metadata, ref('Metadata')],
  [ReturnUrl, { type: 'string', format: 'uri' }],
]);
