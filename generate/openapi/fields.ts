import type * as z from 'zod/mini';
import { eventTypes } from '../../src/contracts/event.ts';
import { AmountText, CurrencyText, Id, MethodName, SignedAmountText } from '../../src/contracts/fields.ts';
import { ReturnUrl } from '../../src/contracts/instructions.ts';
import { AccountName } from '../../src/contracts/ledger.ts';
import { Metadata } from '../../src/contracts/metadata.ts';
import { EventTypes, Hours } from '../../src/contracts/webhook-endpoints.ts';
import { Instant } from '../../src/contracts/webhook-replays.ts';
import { isCurrency } from '../../src/domain/currency.ts';
import { accountNames } from '../../src/domain/ledger.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import { described, type JsonSchema, nullable, oneOf, ref } from './json-schema.ts';

const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
/** All accepted codes, found by trying every combination of three letters. */
const currencies = letters
  .flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)))
  .filter(isCurrency);

const idText: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' };
const digitsOfMoney = '(?:0|[1-9]\\d{0,11})(?:\\.\\d{1,4}0*)?';

/** Printable ASCII without leading or trailing spaces. The same rule as in src/http/idempotency-key.ts. */
export const keyPattern = '^[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?$';

/** Schemas of fields that requests and responses share. */
export const fieldSchemas: Readonly<Record<string, JsonSchema>> = {
  Id: {
    description:
      '1 to 64 letters, digits, dashes and underscores. A whole number means the same as its digits as a string.',
    anyOf: [idText, { type: 'integer', minimum: 0 }],
    examples: ['7', 7],
  },
  IdText: { ...idText, description: '1 to 64 letters, digits, dashes and underscores.', examples: ['1'] },
  Amount: {
    description:
      'Positive decimal amount, as a string or a number, with at most the fraction digits of its currency. Numbers are read digit by digit, never as floats.',
    anyOf: [
      { type: 'string', pattern: `^(?=.*[1-9])${digitsOfMoney}$` },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1_000_000_000_000 },
    ],
    examples: ['25.00', 10.99],
  },
  SignedAmount: {
    description: 'Decimal amount, as a string or a number, with at most the fraction digits of its currency.',
    anyOf: [
      { type: 'string', pattern: `^-?${digitsOfMoney}$` },
      { type: 'number', exclusiveMinimum: -1_000_000_000_000, exclusiveMaximum: 1_000_000_000_000 },
    ],
    examples: ['-0.90'],
  },
  SignedMoney: {
    description: 'Decimal amount with exactly the fraction digits of its currency. Positive: a debit.',
    type: 'number',
    examples: [-10.99],
  },
  Account: { ...oneOf(...accountNames), description: 'Account of the ledger.' },
  Money: {
    description:
      'Decimal amount with exactly the fraction digits of its currency. If a float is not exact enough for you, parse the digits of the JSON text.',
    type: 'number',
    minimum: 0,
    examples: [10.99],
  },
  RequestedMoney: {
    description:
      'Decimal amount with exactly the fraction digits of its currency. Zero or negative only in a payment of an order that failed because of that (`amount_not_positive`).',
    type: 'number',
    examples: [10.99],
  },
  Currency: { ...oneOf(...currencies), description: 'ISO 4217 currency code in capitals.', examples: ['EUR'] },
  Method: {
    ...oneOf(...methods, ...methods.map((method) => method.toUpperCase())),
    description: 'Payment method, in lower or upper case.',
    examples: ['card'],
  },
  PaymentMethod: { ...oneOf(...methods.map((method) => method.toUpperCase())), description: 'Payment method.' },
  Timestamp: {
    type: 'string',
    format: 'date-time',
    description: 'Time in UTC (RFC 3339).',
    examples: ['2026-11-21T12:00:00.000Z'],
  },
  Metadata: {
    description: 'Up to 50 key-value pairs of your own, stored with the payment.',
    type: 'object',
    maxProperties: 50,
    propertyNames: { type: 'string', minLength: 1, maxLength: 40 },
    additionalProperties: { type: 'string', maxLength: 500 },
    examples: [{ note: 'first try' }],
  },
};

/** JSON Schemas of zod schemas that read values with a function, from which JSON Schema cannot be derived. */
export const readByFunction: ReadonlyMap<z.core.$ZodType, JsonSchema> = new Map<z.core.$ZodType, JsonSchema>([
  [Id, ref('Id')],
  [AmountText, ref('Amount')],
  [SignedAmountText, described(ref('SignedAmount'), 'Positive: a debit. Negative: a credit.')],
  [AccountName, described(ref('Account'), 'Name of the account.')],
  [CurrencyText, described(ref('Currency'), 'Currency of the amount.')],
  [MethodName, ref('Method')],
  [Metadata, ref('Metadata')],
  [EventTypes, nullable({ type: 'array', minItems: 1, uniqueItems: true, items: oneOf(...eventTypes) })],
  [Instant, { type: 'string', format: 'date-time' }],
  [Hours, { type: 'integer', minimum: 0, maximum: 168 }],
  [ReturnUrl, { type: 'string', format: 'uri' }],
]);
