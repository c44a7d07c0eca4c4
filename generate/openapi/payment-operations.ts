import { statusFilters } from '../../src/contracts/payment-list.ts';
import { examples } from './examples.ts';
import type { Parameter } from './headers.ts';
import { type JsonSchema, oneOf, ref } from './json-schema.ts';
import { type ApiOperation, jsonOf } from './operation.ts';
import { processorRefusals, storeRefusals } from './refusals.ts';

/** The path parameter of operations on a payment. */
export const paymentIdParameter = (description: string, example: string): readonly Parameter[] => [
  {
    name: 'payment_id',
    in: 'path',
    description,
    required: true,
    schema: ref('IdText'),
    example,
  },
];

export const clientSecret = (tag: string): ApiOperation => ({
  tag,
  summary: 'Get the client secret of a payment',
  description:
    'Lets a browser or app confirm the payment with the processor itself, such as a payment created without `payment_method`. ' +
    'Available only while the payment waits for its customer. Give it only to that customer. It is neither stored nor cached.',
  parameters: paymentIdParameter('ID of the payment that the browser confirms.', '1'),
  responses: {
    200: {
      description: 'The client secret.',
      content: jsonOf('ClientSecret', { client_secret: 'pi_3NkX…_secret_Yq1…' }),
    },
  },
  refusals: [...storeRefusals, ...processorRefusals, 'client_secret_not_available', 'payment_not_found', 'wrong_state'],
});

const query = (name: string, description: string, schema: Parameter['schema'], example?: unknown): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example !== undefined && { example }),
});

const moment: JsonSchema = { type: 'string', examples: ['2026-11-28T10:00:00Z', '2026-11-28'] };

export const listPayments = (tag: string): ApiOperation => ({
  tag,
  summary: 'List payments',
  description:
    'Lists payments, newest first. Payments that are still in progress are not listed. Pages are full up to `limit` even with filters.',
  parameters: [
    query('trip_id', 'Only payments of this trip.', ref('IdText')),
    query('customer_id', 'Only payments of this customer.', ref('IdText')),
    query('order_id', 'Only payments of this order, failed attempts of other payments included.', ref('IdText')),
    query('reference', 'Only the payment with this reference of the processor.', {
      type: 'string',
      minLength: 1,
      maxLength: 255,
    }),
    query('since', 'Only payments created from this day or instant on (UTC).', moment),
    query('until', 'Only payments created before this day or instant (UTC).', moment),
    query('status', 'Only payments with this status.', oneOf(...Object.keys(statusFilters))),
    query('method', 'Only payments with this payment method.', ref('Method')),
    query(
      'limit',
      'Maximum number of payments to return.',
      { type: 'integer', minimum: 1, maximum: 500, default: 100 },
      5,
    ),
    query('offset', 'Number of payments to skip.', { type: 'integer', minimum: 0, maximum: 10_000, default: 0 }),
    query('cursor', '`next_cursor` of the previous page. Send the same filters with it, and no `offset`.', {
      type: 'string',
      minLength: 1,
    }),
  ],
  responses: { 200: { description: 'A page of payments.', content: jsonOf('Payments', examples.payments) } },
  refusals: [...storeRefusals, 'query_invalid'],
});

export const lookUpKey = (tag: string): ApiOperation => ({
  tag,
  summary: 'Look up an idempotency key',
  description:
    'Tells whether a request was carried out, for a client that got no response. Covers everything a key can be used for: ' +
    'payments, refunds, captures, cancellations, payments of orders, users and orders. Finds only keys of the same caller.',
  parameters: [
    {
      name: 'key',
      in: 'path',
      description: 'The idempotency key to look up.',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      example: 'my-first-payment',
    },
    {
      name: 'payment_id',
      in: 'query',
      description:
        'Only look up what the key did to this payment, such as a refund. Needed if the key was used several times.',
      schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' },
    },
  ],
  responses: {
    200: { description: 'The outcome of the request with this key.', content: jsonOf('IdempotencyKey', examples.key) },
  },
  refusals: [...storeRefusals, 'idempotency_key_invalid', 'payment_not_found', 'query_invalid'],
});
