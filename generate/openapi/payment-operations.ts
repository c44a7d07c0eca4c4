import { examples } from './examples.ts';
import type { Parameter } from './headers.ts';
import { oneOf, ref } from './json-schema.ts';
import { jsonOf, type Operation } from './operation.ts';
import { keyHeaderRefusals, storeRefusals } from './refusals.ts';

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

/** Capture and cancel. */
export const closing = (tag: string, verb: 'Capture' | 'Cancel', description: string): Operation => ({
  tag,
  summary: `${verb} a payment`,
  description: `${description} To authorize a payment, create it with \`"capture": false\`. Repeating the request changes nothing.`,
  parameters: paymentIdParameter(`ID of the payment to ${verb.toLowerCase()}.`, '1'),
  keyed: true,
  responses: {
    200: { description: 'The current state of the payment.', content: jsonOf('Payment', examples.capturedPayment) },
  },
  refusals: [...keyHeaderRefusals, ...storeRefusals, 'concurrent_update', 'payment_not_found', 'wrong_state'],
});

const query = (name: string, description: string, schema: Parameter['schema'], example?: unknown): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example !== undefined && { example }),
});

export const listPayments = (tag: string): Operation => ({
  tag,
  summary: 'List payments',
  description:
    'Lists payments, newest first. Payments that are still in progress are not listed. Pages are full up to `limit` even with filters.',
  parameters: [
    query('trip_id', 'Only payments of this trip.', ref('IdText')),
    query('status', 'Only payments with this status.', oneOf('PENDING', 'SUCCESS', 'REFUNDED', 'FAILED')),
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

export const lookUpKey = (tag: string): Operation => ({
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
