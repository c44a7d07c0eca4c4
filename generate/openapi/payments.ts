import { PaymentBody } from '../../src/contracts/payments.ts';
import { failureCodes } from '../../src/domain/payment.ts';
import { examples } from './examples.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { clientSecret, closing, keyShown, listed, ofPayment } from './payment-operations.ts';
import { amountRefusals, keyRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Payments';

/** Members that only a failed payment has. */
export const failure: Readonly<Record<string, JsonSchema>> = {
  failure_code: { ...oneOf(...failureCodes), description: 'Reason of the failure, for programs.' },
  error: { type: 'string', description: 'Reason of the failure, for people.' },
};

const optionalId = (description: string) => described(nullable(ref('Id')), description);
const shown: Readonly<Record<string, JsonSchema>> = {
  payment_id: described(ref('Id'), 'Id of the payment.'),
  order_id: optionalId('Order this payment is for.'),
  trip_id: optionalId('Trip this payment is for.'),
  rider_id: optionalId('Rider who pays.'),
  driver_id: optionalId('Driver who is paid.'),
  customer_id: optionalId('Customer who pays.'),
  amount: described(ref('Money'), 'Amount of the payment.'),
  currency: described(ref('Currency'), 'Currency of all amounts, ISO 4217.'),
  method: described(ref('MethodShown'), 'Payment method.'),
  status: {
    ...oneOf('PENDING', 'SUCCESS', 'FAILED', 'REFUNDED'),
    description:
      'PENDING: being worked on, waiting for its processor or customer, or authorized. SUCCESS: captured. FAILED: declined or cancelled. REFUNDED: all of it refunded.',
  },
  reference: {
    type: ['string', 'null'],
    description: 'Reference of the payment at the processor.',
    examples: ['PAY-1D281EE9608DE3292C78'],
  },
  refunded_amount: described(ref('Money'), 'Amount refunded so far.'),
  refundable_amount: described(ref('Money'), 'Amount that can still be refunded.'),
};
const moments = {
  created_at: described(ref('Moment'), 'Time at which the payment was created.'),
  settled_at: described(nullable(ref('Moment')), 'Time at which money was taken, or the payment failed.'),
};
/** Members that a payment has only once it was authorized, captured or cancelled. */
export const happened: Readonly<Record<string, JsonSchema>> = {
  authorized_at: described(ref('Moment'), 'Time at which the amount was authorized.'),
  captured_at: described(ref('Moment'), 'Time at which the authorized amount was captured.'),
  cancelled_at: described(ref('Moment'), 'Time at which the authorization was cancelled. A failed payment has none.'),
};

/** Member of a payment that waits for its customer. */
const waiting: Readonly<Record<string, JsonSchema>> = {
  next_action: {
    description:
      'What the customer has to do before the payment can go on. `POST …/client-secret` lets a browser do it.',
    oneOf: [
      objectOf("Send the customer's browser to the URL.", {
        type: { const: 'redirect', description: 'Kind of action.' },
        redirect_url: { type: 'string', format: 'uri', description: 'Where to send the browser.' },
      }),
      objectOf("Confirm with the processor's own code in a page or app, by the client secret.", {
        type: { const: 'in_app', description: 'Kind of action.' },
      }),
    ],
  },
};

/** A payment as this contract shows it, without the members of a failed one. */
export const paymentForm: Readonly<Record<string, JsonSchema>> = {
  ...shown,
  metadata: described(ref('Metadata'), 'Your own key-value pairs.'),
  ...moments,
};

/** Payments by idempotency key, and their later life. */
export const payments: Contract = {
  operations: {
    'create-payment': {
      tag,
      summary: 'Create a payment',
      description:
        'One payment per idempotency key, for ever: repeating a request returns the first answer, with `Idempotent-Replayed`. Without a key, every request creates a new payment.',
      keyed: true,
      request: {
        name: 'PaymentRequest',
        schema: PaymentBody,
        description: 'The payment to create. Unknown fields are refused.',
        fields: {
          amount: 'Amount to charge.',
          currency: 'ISO 4217 code. Default: USD.',
          method: 'Payment method. Default: `card`.',
          payment_method:
            'Processor token of the card; never a card number. `pm_declined` is declined in local and sandbox stages.',
          order_id: 'Order this payment is for. A reference: several payments may carry it.',
          trip_id: 'Trip this payment is for. A trip has at most one live payment.',
          rider_id: 'Rider who pays.',
          driver_id: 'Driver who is paid.',
          customer_id: 'Customer who pays.',
          metadata: 'At most 50 key-value pairs of your own. They may differ between retries of a request.',
          one_payment_per_order:
            'True refuses this payment if its order has another live one that was made under this guard. Needs an `order_id`.',
          capture: 'False authorizes the amount, to be captured or cancelled later.',
          idempotency_key: 'Idempotency key, if it is not sent as a header.',
          processor_customer: "Processor's id of a customer whose saved payment method is charged.",
          off_session:
            'True: the customer is not there to confirm anything, so a need to authenticate is a decline. Needs a `payment_method`.',
          return_url:
            "Where the customer's browser goes after it was redirected to authenticate: https, or http on localhost.",
          statement_descriptor: "Text on the payer's statement. Processors may put their account's prefix before it.",
        },
        example: { amount: '25.00', currency: 'EUR', method: 'card', customer_id: 'customer-7' },
      },
      answers: {
        201: {
          description:
            'The payment was created. If its status is PENDING, it waits: for its customer, if there is a `next_action`, or else for its processor. Its answer is replayed as it is; `GET` shows what became of it.',
          content: jsonOf('Payment', examples.createdPayment),
          headers: ['Location', 'Idempotent-Replayed'],
        },
        402: {
          description: 'The payment was declined. The decline is remembered: use another key to try again.',
          content: jsonOf('Payment', examples.declinedPayment),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...amountRefusals,
        ...keyRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'amount_required',
        'currency_invalid',
        'field_invalid',
        'field_required',
        'id_invalid',
        'idempotency_key_in_use',
        'metadata_invalid',
        'order_already_paid',
        'order_payment_authorized',
        'order_payment_in_progress',
        'trip_already_paid',
        'trip_payment_authorized',
        'trip_payment_in_progress',
        'unknown_field',
      ],
    },
    'list-payments': listed(tag),
    'get-payment': {
      tag,
      summary: 'Get a payment',
      parameters: ofPayment('1'),
      answers: { 200: { description: 'The payment as it is now.', content: jsonOf('Payment', examples.payment) } },
      refusals: [...storeRefusals, 'payment_not_found'],
    },
    'capture-payment': closing(tag, 'Capture', 'Takes the money of an authorized payment.'),
    'create-client-secret': clientSecret(tag),
    'cancel-payment': closing(tag, 'Cancel', 'Releases the money of an authorized payment.'),
    'get-idempotency-key': keyShown(tag),
  },
  schemas: {
    Payment: objectOf('A payment.', paymentForm, { ...happened, ...failure, ...waiting }),
    ClientSecret: objectOf('For a browser to confirm the payment with. Do not store or log it.', {
      client_secret: { type: 'string', description: 'Secret of the payment at the processor.' },
    }),
    Payments: objectOf('A page of payments, newest first.', {
      payments: described(
        listOf(
          objectOf(
            'A payment, without its metadata.',
            { ...shown, ...moments },
            { ...happened, ...failure, ...waiting },
          ),
        ),
        'Payments of this page.',
      ),
      count: { type: 'integer', minimum: 0, description: 'Number of payments in this page.' },
      limit: { type: 'integer', minimum: 1, description: 'Limit of the request.' },
      offset: { type: 'integer', minimum: 0, description: 'Offset of the request.' },
      has_more: { type: 'boolean', description: 'Whether there is another page.' },
      next_cursor: { type: ['string', 'null'], description: '`cursor` of the next page.' },
    }),
    IdempotencyKey: objectOf(
      'Outcome of the request that a key was sent with.',
      {
        key: { type: 'string', description: 'The idempotency key.' },
        status: {
          ...oneOf('never_seen', 'in_progress', 'succeeded', 'failed', 'cancelled', 'unknown'),
          description:
            '`never_seen`: nothing was reserved by this key when the look-up began. `unknown`: the key was seen, and the ' +
            'outcome of its request is not on record, or it was used for several things: name the payment, or send the ' +
            'request again with the same key.',
        },
        payment: described(nullable(ref('Payment')), 'The payment, if there is one.'),
      },
      {
        payment_id: described(ref('Id'), 'The payment that the key made, paid for an order, or was used to change.'),
        refund_id: { type: 'string', description: 'The refund that the key made, or was to make.' },
        order_id: described(ref('Id'), 'The order that the key made.'),
        user_id: described(ref('Id'), 'The user that the key made.'),
      },
    ),
  },
};
