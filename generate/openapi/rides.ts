import { RefundBody } from '../../src/contracts/refunds.ts';
import { ChargeBody } from '../../src/contracts/rides.ts';
import { examples } from './examples.ts';
import { objectOf, oneOf } from './json-schema.ts';
import { type Contract, currencyField, jsonOf, keyField } from './operation.ts';
import { paymentIdParameter } from './payment-operations.ts';
import { failure, happened, paymentForm } from './payment-schemas.ts';
import { receiptSchema } from './receipt.ts';
import { redactPayment } from './redact-payment.ts';
import { getRefund, refundNow } from './refund-now.ts';
import { refundSchemas } from './refund-schemas.ts';
import { keyRefusals, partRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Trips, refunds and receipts';
const text = { type: 'string' };

/** Charges of trips; refunds and receipts of any payment. */
export const rides: Contract = {
  operations: {
    'charge-trip': {
      tag,
      summary: 'Charge a trip',
      description:
        'Charges the fare of a completed trip, which the service gets from the trip service. A trip is charged at most once, whatever keys are used. An idempotency key is required.',
      keyed: true,
      waits: true,
      request: {
        name: 'ChargeRequest',
        schema: ChargeBody,
        description: 'The trip to charge. Unknown fields are ignored.',
        fields: {
          ...keyField,
          trip_id: 'ID of the trip to charge. In local and sandbox stages, trips 1 to 50 are completed.',
          method: 'Payment method.',
          rider_id: 'ID of the rider who pays.',
          driver_id: 'ID of the driver who is paid.',
          payment_method: 'Processor token of the card, never a card number.',
        },
        example: { trip_id: 3, method: 'CARD' },
      },
      responses: {
        201: {
          description:
            'The trip was charged, unless the status is PENDING: then it is not paid yet, because its processor works on it. Repeating the request always returns this response; `GET` shows the current state.',
          content: jsonOf('Charge', examples.charge),
          headers: ['Location', 'Idempotent-Replayed'],
        },
        402: {
          description:
            'The payment was declined, and nothing was charged. Repeating the request returns the same decline: use a new key to try again.',
          content: jsonOf('Charge', examples.declinedCharge),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...keyRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'field_invalid',
        'field_required',
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
        'Refunds part of a payment, or all that remains. All refunds together never exceed the amount charged, even if they run concurrently.',
      keyed: true,
      waits: true,
      parameters: paymentIdParameter('ID of the payment to refund.', '2'),
      request: {
        name: 'RefundRequest',
        schema: RefundBody,
        description: 'Amount and reason of the refund. You may omit the body.',
        optional: true,
        fields: {
          ...keyField,
          amount: 'Amount to refund. Default: the remaining refundable amount.',
          ...currencyField,
          reason: 'Reason for the refund: one line of visible text.',
        },
        example: { amount: '1.00', reason: 'Item returned' },
      },
      responses: {
        200: {
          description:
            'The amount was refunded, unless `refund_status` is PENDING: then it is on its way, and can still fail. Repeating the request always returns this response; `GET /v1/refunds/{refund_id}` shows the current state.',
          content: jsonOf('Refund', examples.refund),
          headers: ['Idempotent-Replayed'],
        },
        402: {
          description:
            'The refund was declined, and no money was returned. Repeating the request returns the same decline: use a new key to try again.',
          content: jsonOf('DeclinedRefund', examples.declinedRefund),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...partRefusals,
        ...keyRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'concurrent_update',
        'field_invalid',
        'idempotency_key_in_use',
        'payment_disputed',
        'payment_not_found',
        'payment_not_refundable',
        'payment_taken_elsewhere',
        'refund_exceeds_remaining',
        'too_many_refunds',
      ],
    },
    'get-refund': getRefund(tag),
    'redact-payment': redactPayment(tag),
    'get-receipt': {
      tag,
      summary: 'Get a receipt',
      description:
        'Gets the receipt of a charged payment as JSON, plain text or a printable HTML page, depending on `Accept`.',
      parameters: paymentIdParameter('ID of the payment whose receipt to get.', '1'),
      responses: {
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
      'The payment of a trip.',
      {
        ...paymentForm,
        message: { ...oneOf('Payment success', 'Payment failed'), description: 'Outcome, as text for people.' },
      },
      { ...happened, ...failure },
    ),
    ...refundSchemas,
    RefundNow: refundNow,
    Receipt: receiptSchema,
  },
};
