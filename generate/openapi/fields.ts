import type * as z from 'zod/mini';
import { AmountText, CurrencyText, Id, MethodName } from '../../src/contracts/fields.ts';
import { Metadata } from '../../src/contracts/payments.ts';
import { isCurrency } from '../../src/domain/currency.ts';
import { methods } from '../../src/domain/payment.ts';
import { type JsonSchema, oneOf, ref } from './json-schema.ts';

const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
/** All that money can be in, of the 17,576 codes that there could be. */
const currencies = letters
  .flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)))
  .filter(isCurrency);

const idText: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const digitsOfMoney = '(?:0|[1-9]\\d{0,11})(?:\\.\\d{1,4}0*)?';

/** What requests and answers are made of. */
export const fieldSchemas: Readonly<Record<string, JsonSchema>> = {
  Id: {
    description: 'An id: 1 to 64 letters, digits, dashes and underscores. A whole number says the same as its digits.',
    anyOf: [idText, { type: 'integer', minimum: 0 }],
    examples: ['7', 7],
  },
  IdText: { ...idText, description: 'An id: 1 to 64 letters, digits, dashes and underscores.', examples: ['1'] },
  Amount: {
    description:
      'A positive amount, as a string or a number. It is read by its digits, never through a float, and may have no more of them after the point than its currency has.',
    anyOf: [
      { type: 'string', pattern: `^(?=.*[1-9])${digitsOfMoney}$` },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1_000_000_000_000 },
    ],
    examples: ['25.00', 10.99],
  },
  Money: {
    description:
      "An amount: a number with exactly its currency's digits. Read it by its text if a float is not enough.",
    type: 'number',
    minimum: 0,
    examples: [10.99],
  },
  Currency: { ...oneOf(...currencies), description: 'ISO 4217, in capitals.', examples: ['EUR'] },
  Method: {
    ...oneOf(...methods, ...methods.map((method) => method.toUpperCase())),
    description: 'How it is paid, in capitals or not.',
    examples: ['card'],
  },
  MethodShown: { ...oneOf(...methods.map((method) => method.toUpperCase())), description: 'How it was paid.' },
  Moment: { type: 'string', format: 'date-time', description: 'In UTC.', examples: ['2026-11-21T12:00:00.000Z'] },
  Metadata: {
    description: 'At most 50 strings of yours, kept with the payment.',
    type: 'object',
    maxProperties: 50,
    propertyNames: { type: 'string', minLength: 1, maxLength: 40 },
    additionalProperties: { type: 'string', maxLength: 500 },
    examples: [{ note: 'first try' }],
  },
};

/** The schemas that read a value by a function, which no JSON Schema can be made of. */
export const readByFunction: ReadonlyMap<z.core.$ZodType, JsonSchema> = new Map<z.core.$ZodType, JsonSchema>([
  [Id, ref('Id')],
  [AmountText, ref('Amount')],
  [CurrencyText, ref('Currency')],
  [MethodName, ref('Method')],
  [Metadata, ref('Metadata')],
]);
