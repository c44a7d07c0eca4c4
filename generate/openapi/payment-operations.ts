import { statusFilters } from '../../src/contracts/payment-list.ts';
import { examples } from './examples.ts';
import type { Parameter } from './headers.ts';
import { oneOf, ref } from './json-schema.ts';
import { jsonOf, type Operation } from './operation.ts';
import { keyHeaderRefusals, processorRefusals, storeRefusals } from './refusals.ts';

/** The path parameter of every operation on one payment. */
export const ofPayment = (example: string): readonly Parameter[] => [
  {
    name: 'payment_id',
    in: 'path',
    description: 'Id of the payment.',
    required: true,
    schema: ref('IdText'),
    example,
  },
];

/** Capture and cancel, which differ in their verb alone. */
export const closing = (tag: string, verb: 'Capture' | 'Cancel', description: string): Operation => ({
  tag,
  summary: `${verb} a payment`,
  description: `${description} Create such a payment with \`"capture": false\`. Repeating the request changes nothing.`,
  parameters: ofPayment('1'),
  keyed: true,
  answers: {
    200: { description: 'The payment as it is now.', content: jsonOf('Payment', examples.capturedPayment) },
  },
  refusals: [...keyHeaderRefusals, ...storeRefusals, 'concurrent_update', 'payment_not_found', 'wrong_state'],
});

export const clientSecret = (tag: string): Operation => ({
  tag,
  summary: 'Get the client secret of a payment',
  description:
    'For a browser or app that confirms the payment with the processor itself, such as a payment created without a `payment_method`. ' +
    'Only while the payment waits for its customer. Give it to nobody but that customer. It is not stored, and not cached.',
  parameters: ofPayment('1'),
  answers: {
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

export const listed = (tag: string): Operation => ({
  tag,
  summary: 'List payments',
  description: 'Newest first. Filters never shorten a page. Payments that are still being worked on are not listed.',
  parameters: [
    query('trip_id', 'Only payments of this trip.', ref('IdText')),
    query('status', 'Only payments in this status.', oneOf(...Object.keys(statusFilters))),
    query('method', 'Only payments by this method.', ref('Method')),
    query('limit', 'Largest number of payments.', { type: 'integer', minimum: 1, maximum: 500, default: 100 }, 5),
    query('offset', 'Number of payments to skip.', { type: 'integer', minimum: 0, maximum: 10_000, default: 0 }),
    query('cursor', '`next_cursor` of the page before, sent with the same filters and without `offset`.', {
      type: 'string',
      minLength: 1,
    }),
  ],
  answers: { 200: { description: 'A page of payments.', content: jsonOf('Payments', examples.payments) } },
  refusals: [...storeRefusals, 'query_invalid'],
});

export const keyShown = (tag: string): Operation => ({
  tag,
  summary: 'Look up an idempotency key',
  description:
    'For a client that does not know whether its request was carried out. Only keys of the same caller are looked at, and every ' +
    'use of them: payments, refunds, captures, cancellations, payments of orders, users and orders.',
  parameters: [
    {
      name: 'key',
      in: 'path',
      description: 'The idempotency key.',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      example: 'my-first-payment',
    },
    {
      name: 'payment_id',
      in: 'query',
      description: 'Asks for what the key did to this payment alone, a refund for instance.',
      schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' },
    },
  ],
  answers: {
    200: { description: 'The outcome of the request.', content: jsonOf('IdempotencyKey', examples.key) },
  },
  refusals: [...storeRefusals, 'idempotency_key_invalid', 'payment_not_found', 'query_invalid'],
});
