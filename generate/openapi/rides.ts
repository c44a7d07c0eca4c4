import { RefundBody } from '../../src/contracts/refunds.ts';
import { ChargeBody } from '../../src/contracts/rides.ts';
import { examples } from './examples.ts';
import { described, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { ofPayment } from './payment-operations.ts';
import { failure, happened, paymentForm } from './payment-schema.ts';
import { receiptSchema } from './receipt.ts';
import { amountRefusals, keyRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Trips, refunds and receipts';
const text = { type: 'string' };
const keyField = { idempotency_key: 'Idempotency key, if it is not sent as a header.' };

/** Charges of trips, and refunds and receipts of any payment. */
export const rides: Contract = {
  operations: {
    'charge-trip': {
      tag,
      summary: 'Charge a trip',
      description:
        'Charges the fare of a completed trip. A trip has at most one live payment, whatever keys are used. A key is required.',
      keyed: true,
      request: {
        name: 'ChargeRequest',
        schema: ChargeBody,
        description: 'The trip to charge. Other fields are ignored.',
        fields: {
          ...keyField,
          trip_id: 'Trip to charge. The stub of the trip service has the completed trips 1 to 50.',
          method: 'Payment method.',
          rider_id: 'Rider who pays.',
          driver_id: 'Driver who is paid.',
          payment_method: 'Processor token of the card; never a card number.',
        },
        example: { trip_id: 3, method: 'CARD' },
      },
      answers: {
        201: {
          description: 'The trip is paid.',
          content: jsonOf('Charge', examples.charge),
          headers: ['Location', 'Idempotent-Replayed'],
        },
        402: {
          description: 'The payment was declined. The decline is remembered: use another key to try again.',
          content: jsonOf('Charge', examples.declinedCharge),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...keyRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'field_invalid',
        'id_invalid',
        'idempotency_key_in_use',
        'idempotency_key_missing',
        'trip_already_paid',
        'trip_not_completed',
        'trip_not_found',
        'trip_payment_authorized',
        'trip_payment_in_progress',
        'trip_service_unavailable',
      ],
    },
    'refund-payment': {
      tag,
      summary: 'Refund a payment',
      description:
        'Refunds an amount, or all that remains. Refunds never exceed the amount charged, however many run at once.',
      keyed: true,
      parameters: ofPayment('2'),
      request: {
        name: 'RefundRequest',
        schema: RefundBody,
        description: 'Amount and reason. The body may be left out.',
        optional: true,
        fields: {
          ...keyField,
          amount: 'Amount to refund. Default: all that remains.',
          reason: 'Reason of the refund, one line of visible text.',
        },
        example: { amount: '1.00', reason: 'A refund for trying' },
      },
      answers: {
        200: {
          description: 'The amount was refunded.',
          content: jsonOf('Refund', examples.refund),
          headers: ['Idempotent-Replayed'],
        },
        402: {
          description: 'The refund was declined. The decline is remembered: use another key to try again.',
          content: jsonOf('DeclinedRefund', examples.declinedRefund),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...amountRefusals,
        ...keyRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'concurrent_update',
        'field_invalid',
        'idempotency_key_in_use',
        'payment_not_found',
        'payment_not_refundable',
        'refund_exceeds_remaining',
        'too_many_refunds',
      ],
    },
    'get-receipt': {
      tag,
      summary: 'Get a receipt',
      description: 'Receipt of a completed payment as JSON, text or a page to print, by `Accept`.',
      parameters: ofPayment('1'),
      answers: {
        200: {
          description: 'The receipt.',
          content: {
            ...jsonOf('Receipt', examples.receipt),
            'text/plain; charset=utf-8': { schema: text, example: examples.receiptText },
            'text/html; charset=utf-8': { schema: text, example: '<!doctype html><html lang="en">…</html>' },
          },
        },
      },
      refusals: [...storeRefusals, 'payment_not_found', 'receipt_not_available'],
    },
  },
  schemas: {
    Charge: objectOf(
      'A payment of a trip.',
      {
        ...paymentForm,
        message: { ...oneOf('Payment success', 'Payment failed'), description: 'Outcome, for people.' },
      },
      { ...happened, ...failure },
    ),
    Refund: objectOf('A refund, with the figures of its payment right after it.', refund()),
    DeclinedRefund: objectOf('A declined refund.', {
      ...refund(),
      failure_code: { const: 'refund_declined', description: 'Reason of the failure, for programs.' },
      error: described(text, 'Reason of the failure, for people.'),
    }),
    Receipt: receiptSchema,
  },
};

function refund() {
  return {
    refund_id: described(ref('Id'), 'Id of the refund.'),
    payment_id: described(ref('Id'), 'Id of the payment.'),
    refund_amount: described(ref('Money'), 'Amount of this refund.'),
    refunded_amount: described(ref('Money'), 'Amount refunded in all, right after this refund.'),
    refundable_amount: described(ref('Money'), 'Amount that could still be refunded, right after this refund.'),
    currency: described(ref('Currency'), 'Currency of all amounts.'),
    status: { ...oneOf('SUCCESS', 'REFUNDED'), description: 'Status of the payment, right after this refund.' },
    refund_status: { ...oneOf('SUCCESS', 'FAILED'), description: 'Status of this refund.' },
    reason: { type: ['string', 'null'], description: 'Reason given with the refund.' },
    created_at: described(ref('Moment'), 'Time at which the refund was created.'),
  };
}
