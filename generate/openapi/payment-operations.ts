import type { Parameter } from './headers.ts';
import { oneOf, ref } from './json-schema.ts';
import type { Operation } from './operation.ts';

/** The path of what is done with one payment. */
export const ofPayment = (example: string): readonly Parameter[] => [
  { name: 'payment_id', in: 'path', description: 'Of the payment.', required: true, schema: ref('IdText'), example },
];

/** Capturing and cancelling, which are alike. */
export const closing = (tag: string, verb: 'Capture' | 'Cancel', description: string): Operation => ({
  tag,
  summary: `${verb} a payment`,
  description: `${description} One is made with \`capture: false\`. Repeated, this changes nothing more.`,
  parameters: ofPayment('1'),
  answers: { 200: { description: 'The payment as it now is.', content: 'Payment' } },
  problems: [404, 409],
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
  summary: 'List the payments',
  description: 'The newest first. A filter never shortens a page. One that is still worked on is in no list.',
  parameters: [
    query('trip_id', 'Of one trip.', ref('IdText')),
    query('status', 'In one status.', oneOf('PENDING', 'SUCCESS', 'REFUNDED', 'FAILED')),
    query('method', 'By one method.', ref('Method')),
    query('limit', 'How many at most.', { type: 'integer', minimum: 1, maximum: 500, default: 100 }, 5),
    query('offset', 'How many to leave out first.', { type: 'integer', minimum: 0, maximum: 10_000, default: 0 }),
    query('cursor', 'The `next_cursor` of the page before, with the same filters and without an offset.', {
      type: 'string',
      minLength: 1,
    }),
  ],
  answers: { 200: { description: 'A page of them.', content: 'Payments' } },
});

export const keyShown = (tag: string): Operation => ({
  tag,
  summary: 'Get what became of a key',
  description: 'For a client that does not know whether its request came through. Only its own keys are looked at.',
  parameters: [
    {
      name: 'key',
      in: 'path',
      description: 'The idempotency key.',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      example: 'my-first-payment',
    },
  ],
  answers: { 200: { description: 'What became of it.', content: 'IdempotencyKey' } },
});
