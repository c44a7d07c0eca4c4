import { PaymentBody } from '../../src/contracts/payment-body.ts';
import { cancel, capture } from './closing-operations.ts';
import { examples } from './examples.ts';
import { type Contract, jsonOf } from './operation.ts';
import { clientSecret, listPayments, lookUpKey, paymentIdParameter } from './payment-operations.ts';
import { paymentSchemas } from './payment-schemas.ts';
import { amountRefusals, keyRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Payments';

/** Payments by idempotency key. */
export const payments: Contract = {
  operations: {
    'create-payment': {
      tag,
      summary: 'Create a payment',
      description:
        'Creates and charges a payment, or only authorizes it with `"capture": false`. There is one payment per idempotency key, forever: repeating the request returns the first response, marked with `Idempotent-Replayed`. Without a key, every request creates a new payment.',
      keyed: true,
      waits: true,
      request: {
        name: 'PaymentRequest',
        schema: PaymentBody,
        description: 'The payment to create. Unknown fields are refused.',
        fields: {
          amount: 'Amount to charge.',
          currency: 'ISO 4217 currency code. Default: USD.',
          method: 'Payment method. Default: `card`.',
          payment_method:
            'Processor token of the card, never a card number. In local and sandbox stages, `pm_declined` is declined.',
          order_id: 'ID of the order this payment is for. Only a reference: several payments may have the same one.',
          trip_id:
            'ID of the trip this payment is for. A trip can have only one payment that is not failed or cancelled.',
          rider_id: 'ID of the rider who pays.',
          driver_id: 'ID of the driver who is paid.',
          customer_id: 'ID of the customer who pays.',
          metadata: 'Up to 50 key-value pairs of your own. They may differ between retries of a request.',
          one_payment_per_order:
            'If true, the payment is refused if its order already has a payment that was also created with this flag and is not failed or cancelled. Requires `order_id`.',
          capture: 'If false, the amount is only authorized, and you capture or cancel it later. Default: true.',
          idempotency_key: 'Idempotency key, if you do not send it as a header.',
          processor_customer: "The processor's ID of a customer whose saved payment method is charged.",
          off_session:
            'If true, the customer is not present to confirm anything: a payment that needs authentication is declined. Requires `payment_method`.',
          return_url:
            "URL to which the customer's browser returns after a redirect to authenticate. https, or http on localhost.",
          statement_descriptor:
            "Text on the payer's statement. The processor may put your account's prefix in front of it.",
        },
        example: { amount: '25.00', currency: 'EUR', method: 'card', customer_id: 'customer-7' },
      },
      responses: {
        201: {
          description:
            'The payment was created. If its status is PENDING, it is not paid yet: it is authorized (`"capture": false`), or it waits, for its customer if there is a `next_action`, otherwise for its processor. Repeating the request always returns this response; `GET` shows the current state.',
          content: jsonOf('Payment', examples.createdPayment),
          headers: ['Location', 'Idempotent-Replayed'],
        },
        402: {
          description:
            'The payment was declined, and nothing was charged. Repeating the request returns the same decline: use a new key to try again.',
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
    'list-payments': listPayments(tag),
    'get-payment': {
      tag,
      summary: 'Get a payment',
      parameters: paymentIdParameter('ID of the payment to get.', '1'),
      responses: {
        200: { description: 'The current state of the payment.', content: jsonOf('Payment', examples.payment) },
      },
      refusals: [...storeRefusals, 'payment_not_found'],
    },
    'capture-payment': capture(tag),
    'create-client-secret': clientSecret(tag),
    'cancel-payment': cancel(tag),
    'get-idempotency-key': lookUpKey(tag),
  },
  schemas: paymentSchemas,
};
