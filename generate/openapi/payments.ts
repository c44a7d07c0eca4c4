import { PaymentBody } from '../../src/contracts/payments.ts';
import { examples } from './examples.ts';
import { described, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { cancel, capture, clientSecret, keyShown, listed, ofPayment } from './payment-operations.ts';
import { captured, failure, happened, moments, paymentForm, reversed, shown, waiting } from './payment-schema.ts';
import { amountRefusals, keyRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Payments';

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
    'capture-payment': capture(tag),
    'create-client-secret': clientSecret(tag),
    'cancel-payment': cancel(tag),
    'get-idempotency-key': keyShown(tag),
  },
  schemas: {
    Payment: objectOf('A payment.', paymentForm, { ...captured, ...reversed, ...happened, ...failure, ...waiting }),
    ClientSecret: objectOf('For a browser to confirm the payment with. Do not store or log it.', {
      client_secret: { type: 'string', description: 'Secret of the payment at the processor.' },
    }),
    Payments: objectOf('A page of payments, newest first.', {
      payments: described(
        listOf(
          objectOf(
            'A payment, without its metadata.',
            { ...shown, ...moments },
            { ...captured, ...happened, ...failure, ...waiting },
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
