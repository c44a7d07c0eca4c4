import { failureCodes } from '../../src/domain/outcome.ts';
import { described, type JsonSchema, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { paymentStatus } from './payment-status.ts';

/** Members that only a failed payment has. */
export const failure: Readonly<Record<string, JsonSchema>> = {
  failure_code: { ...oneOf(...failureCodes), description: 'Reason of the failure, for programs.' },
  error: { type: 'string', description: 'Reason of the failure, for people.' },
};

const optionalId = (description: string) => described(nullable(ref('Id')), description);
export const shown: Readonly<Record<string, JsonSchema>> = {
  payment_id: described(ref('Id'), 'Id of the payment.'),
  order_id: optionalId('Order this payment is for.'),
  trip_id: optionalId('Trip this payment is for.'),
  rider_id: optionalId('Rider who pays.'),
  driver_id: optionalId('Driver who is paid.'),
  customer_id: optionalId('Customer who pays.'),
  amount: described(ref('Money'), 'Amount of the payment.'),
  currency: described(ref('Currency'), 'Currency of all amounts, ISO 4217.'),
  method: described(ref('MethodShown'), 'Payment method.'),
  status: paymentStatus,
  reference: {
    type: ['string', 'null'],
    description: 'Reference of the payment at the processor.',
    examples: ['PAY-1D281EE9608DE3292C78'],
  },
  refunded_amount: described(ref('Money'), 'Amount refunded so far.'),
  refundable_amount: described(ref('Money'), 'Amount that can still be refunded.'),
};
export const moments = {
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
export const waiting: Readonly<Record<string, JsonSchema>> = {
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
