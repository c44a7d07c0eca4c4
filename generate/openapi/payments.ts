import { PaymentBody } from '../../src/contracts/payments.ts';
import { failureCodes } from '../../src/domain/payment.ts';
import { type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import type { Contract } from './operation.ts';
import { closing, keyShown, listed, ofPayment } from './payment-operations.ts';

const tag = 'Payments';

/** What a payment that failed has besides. */
export const failure: Readonly<Record<string, JsonSchema>> = {
  failure_code: { ...oneOf(...failureCodes), description: 'Why it failed.' },
  error: { type: 'string', description: 'The same for people.' },
};

const person: JsonSchema = nullable(ref('Id'));
const shown: Readonly<Record<string, JsonSchema>> = {
  payment_id: ref('Id'),
  order_id: person,
  trip_id: person,
  rider_id: person,
  driver_id: person,
  customer_id: person,
  amount: ref('Money'),
  currency: ref('Currency'),
  method: ref('MethodShown'),
  status: {
    ...oneOf('PENDING', 'SUCCESS', 'FAILED', 'REFUNDED'),
    description:
      'PENDING while it is worked on or authorized; FAILED also if it was cancelled; REFUNDED once nothing remains.',
  },
  reference: {
    type: ['string', 'null'],
    description: "The processor's name for it.",
    examples: ['PAY-1D281EE9608DE3292C78'],
  },
  refunded_amount: ref('Money'),
  refundable_amount: ref('Money'),
};
const moments = { created_at: ref('Moment'), settled_at: nullable(ref('Moment')) };

/** A payment as this contract shows it, without what only a failed one has. */
export const paymentForm: Readonly<Record<string, JsonSchema>> = { ...shown, metadata: ref('Metadata'), ...moments };

/** Payments by idempotency key, and what may become of any payment. */
export const payments: Contract = {
  operations: {
    'create-payment': {
      tag,
      summary: 'Make a payment',
      description:
        'One payment per idempotency key, for ever: a repeated request gives the first answer, with `Idempotent-Replayed`. Without a key, every request is a new payment.',
      keyed: true,
      request: {
        name: 'PaymentRequest',
        schema: PaymentBody,
        description: 'What is paid. A member that is not one of these is refused.',
        fields: {
          amount: 'How much.',
          currency: 'USD if it is left out.',
          method: '`card` if it is left out.',
          payment_method:
            "The processor's token for a card; never its number. `pm_declined` is declined in stages for trying.",
          order_id: 'What it is for.',
          trip_id: 'What it is for. A trip has one payment that lives.',
          rider_id: 'Who pays.',
          driver_id: 'Who is paid.',
          customer_id: 'Who pays.',
          metadata: 'At most 50 strings of yours. They are no part of what makes two requests the same.',
          capture: 'False only authorizes the amount, to be captured or cancelled later.',
          idempotency_key: 'The key, where it cannot be a header.',
        },
        example: { amount: '25.00', currency: 'EUR', method: 'card', customer_id: 'customer-7' },
      },
      answers: {
        201: { description: 'The payment.', content: 'Payment', headers: ['Idempotent-Replayed'] },
        402: {
          description: 'The payment was declined. This is remembered: try again with another key.',
          content: 'Payment',
          headers: ['Idempotent-Replayed'],
        },
      },
      problems: [409, 422],
    },
    'list-payments': listed(tag),
    'get-payment': {
      tag,
      summary: 'Get a payment',
      parameters: ofPayment('1'),
      answers: { 200: { description: 'The payment as it now is.', content: 'Payment' } },
      problems: [404],
    },
    'capture-payment': closing(tag, 'Capture', 'Takes the money of a payment that was authorized.'),
    'cancel-payment': closing(tag, 'Cancel', 'Lets the money of a payment go that was authorized.'),
    'get-idempotency-key': keyShown(tag),
  },
  schemas: {
    Payment: objectOf('A payment.', paymentForm, failure),
    Payments: objectOf('A page of payments, the newest first.', {
      payments: listOf(objectOf('A payment, without its metadata.', { ...shown, ...moments }, failure)),
      count: { type: 'integer', minimum: 0 },
      limit: { type: 'integer', minimum: 1 },
      offset: { type: 'integer', minimum: 0 },
      has_more: { type: 'boolean' },
      next_cursor: { type: ['string', 'null'], description: 'For `cursor`, if there is more.' },
    }),
    IdempotencyKey: objectOf('What became of the request that a key was sent with.', {
      key: { type: 'string' },
      status: {
        ...oneOf('never_seen', 'in_progress', 'succeeded', 'failed'),
        description: 'Never seen: nothing was charged, and the key may be used.',
      },
      payment: nullable(ref('Payment')),
    }),
  },
};
