import { failureCodes } from '../../src/domain/outcome.ts';
import { disputed, fee } from './dispute-schemas.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { keySchemas } from './key-schemas.ts';
import { paymentStatus } from './payment-status.ts';

/** Members of failed payments only. */
export const failure: Readonly<Record<string, JsonSchema>> = {
  failure_code: { ...oneOf(...failureCodes), description: 'Why the payment failed, as a stable code.' },
  error: { type: 'string', description: 'Why the payment failed, as text for people.' },
};

const optionalId = (description: string) => described(nullable(ref('Id')), description);
const listedForm: Readonly<Record<string, JsonSchema>> = {
  payment_id: described(ref('Id'), 'ID of the payment.'),
  order_id: optionalId('ID of the order this payment is for, if any.'),
  trip_id: optionalId('ID of the trip this payment is for, if any.'),
  rider_id: optionalId('ID of the rider who pays, if known.'),
  driver_id: optionalId('ID of the driver who is paid, if known.'),
  customer_id: optionalId('ID of the customer who pays, if known.'),
  amount: described(ref('RequestedMoney'), 'Amount of the payment.'),
  currency: described(ref('Currency'), 'ISO 4217 code of the currency of all amounts.'),
  method: described(ref('PaymentMethod'), 'Payment method.'),
  status: paymentStatus,
  reference: {
    type: ['string', 'null'],
    description:
      'Reference of the payment at the payment processor. Null if the processor has not accepted the payment.',
    examples: ['PAY-1D281EE9608DE3292C78'],
  },
  refunded_amount: described(ref('Money'), 'Amount refunded so far.'),
  refundable_amount: described(ref('Money'), 'Amount that can still be refunded.'),
};
/** Members of payments that were captured in part. */
const captured: Readonly<Record<string, JsonSchema>> = {
  captured_amount: described(
    ref('Money'),
    'Amount that was captured, if it is less than the amount of the payment. The maximum that can be refunded.',
  ),
};
const timestamps = {
  created_at: described(ref('Timestamp'), 'Time when the payment was created.'),
  settled_at: described(nullable(ref('Timestamp')), 'Time when the payment was charged or failed. Null until then.'),
};
/** Members of payments that were authorized, captured or cancelled. */
export const happened: Readonly<Record<string, JsonSchema>> = {
  authorized_at: described(
    ref('Timestamp'),
    'Time when the amount was authorized, for payments that were authorized first.',
  ),
  captured_at: described(ref('Timestamp'), 'Time when the authorized amount was captured, if it was.'),
  cancelled_at: described(
    ref('Timestamp'),
    'Time when the authorization was cancelled, if it was. Distinguishes cancelled from declined payments.',
  ),
};

/** Members of payments with refunds that came back. */
const reversed: Readonly<Record<string, JsonSchema>> = {
  reversed_refunds: {
    type: 'array',
    description:
      "Refunds that the customer's bank sent back after they had succeeded. Their amounts are refundable again.",
    items: objectOf('A refund that came back.', {
      refund_id: described(ref('Id'), 'Id of the refund.'),
      refund_amount: described(ref('Money'), 'Amount that came back.'),
      reversed_at: described(ref('Timestamp'), 'Time when that was noticed.'),
    }),
  },
};

/** Members of payments that wait for their customer. */
const waiting: Readonly<Record<string, JsonSchema>> = {
  next_action: {
    description:
      'What the customer must do before the payment can continue. `POST …/client-secret` lets a browser do it.',
    oneOf: [
      objectOf("Redirect the customer's browser to the URL.", {
        type: { const: 'redirect', description: 'Kind of action.' },
        redirect_url: { type: 'string', format: 'uri', description: 'URL to redirect the browser to.' },
      }),
      objectOf("Confirm the payment in a page or app with the processor's own library and the client secret.", {
        type: { const: 'in_app', description: 'Kind of action.' },
      }),
    ],
  },
};

const redacted = {
  redacted_at: described(ref('Timestamp'), 'When its metadata and the reasons of its refunds were removed.'),
};

/** Members that every payment has. */
export const paymentForm: Readonly<Record<string, JsonSchema>> = {
  ...listedForm,
  metadata: described(ref('Metadata'), 'The key-value pairs that you stored with the payment.'),
  ...timestamps,
};

export const paymentSchemas: Readonly<Record<string, JsonSchema>> = {
  Payment: objectOf('A payment.', paymentForm, {
    ...captured,
    ...fee,
    ...reversed,
    ...disputed,
    ...redacted,
    ...happened,
    ...failure,
    ...waiting,
  }),
  ClientSecret: objectOf('The secret with which a browser confirms the payment. Do not store or log it.', {
    client_secret: { type: 'string', description: 'Client secret of the payment at the processor.' },
  }),
  Payments: objectOf('A page of payments, newest first.', {
    payments: described(
      listOf(
        objectOf(
          'A payment, without its metadata.',
          { ...listedForm, ...timestamps },
          { ...captured, ...happened, ...failure, ...waiting },
        ),
      ),
      'The payments of this page.',
    ),
    count: { type: 'integer', minimum: 0, description: 'Number of payments in this page.' },
    limit: { type: 'integer', minimum: 1, description: 'The `limit` of the request.' },
    offset: { type: 'integer', minimum: 0, description: 'The `offset` of the request.' },
    has_more: { type: 'boolean', description: 'Whether there is another page.' },
    next_cursor: {
      type: ['string', 'null'],
      description: 'Send this as `cursor` to get the next page. Null on the last page.',
    },
  }),
  ...keySchemas,
};
