import { RefundBody } from '../../src/contracts/refunds.ts';
import { ChargeBody } from '../../src/contracts/rides.ts';
import { listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import type { Contract } from './operation.ts';
import { ofPayment } from './payment-operations.ts';
import { failure, paymentForm } from './payments.ts';

const tag = 'Trips, refunds and receipts';
const text = { type: 'string' };
const keyField = { idempotency_key: 'The key, where it cannot be a header.' };

/** Charges of trips, and what was first asked for with them: refunds and receipts, of any payment. */
export const rides: Contract = {
  operations: {
    'charge-trip': {
      tag,
      summary: 'Charge a trip',
      description:
        'Charges the fare of a trip that is completed. A trip has one payment that lives, whatever keys are used.',
      keyed: true,
      request: {
        name: 'ChargeRequest',
        schema: ChargeBody,
        description: 'Which trip is paid, and how. It needs a key, here or as a header.',
        fields: {
          ...keyField,
          trip_id: 'The trip. The stub of the trip service has completed ones from 1 to 50.',
          method: 'How it is paid.',
          rider_id: 'Who pays.',
          driver_id: 'Who is paid.',
          payment_method: "The processor's token for a card; never its number.",
        },
        example: { trip_id: 3, method: 'CARD' },
      },
      answers: {
        201: { description: 'The trip is paid.', content: 'Charge', headers: ['Idempotent-Replayed'] },
        402: { description: 'The payment was declined.', content: 'Charge', headers: ['Idempotent-Replayed'] },
      },
      problems: [404, 409, 422],
    },
    'refund-payment': {
      tag,
      summary: 'Refund a payment',
      description:
        'Gives back an amount, or all that remains. Never more than was charged, however many refunds there are.',
      keyed: true,
      parameters: ofPayment('2'),
      request: {
        name: 'RefundRequest',
        schema: RefundBody,
        description: 'How much, and why. Nothing need be said.',
        optional: true,
        fields: {
          ...keyField,
          amount: 'How much; all that remains if it is left out.',
          reason: 'A line of visible text.',
        },
        example: { amount: '1.00', reason: 'A refund for trying' },
      },
      answers: {
        200: { description: 'The money is given back.', content: 'Refund', headers: ['Idempotent-Replayed'] },
        402: { description: 'The refund was declined.', content: 'DeclinedRefund', headers: ['Idempotent-Replayed'] },
      },
      problems: [404, 409, 422],
    },
    'get-receipt': {
      tag,
      summary: 'Get a receipt',
      description: 'Of a payment that completed; as JSON, as a text, or as a page to print.',
      parameters: ofPayment('1'),
      answers: {
        200: {
          description: 'The receipt.',
          content: {
            'application/json': ref('Receipt'),
            'text/plain; charset=utf-8': text,
            'text/html; charset=utf-8': text,
          },
        },
      },
      problems: [404, 409],
    },
  },
  schemas: {
    Charge: objectOf(
      'A payment of a trip.',
      { ...paymentForm, message: oneOf('Payment success', 'Payment failed') },
      failure,
    ),
    Refund: objectOf('A refund, with the figures of its payment when it was made.', refund()),
    DeclinedRefund: objectOf('A refund that was declined.', {
      ...refund(),
      failure_code: { const: 'refund_declined' },
      error: text,
    }),
    Receipt: objectOf('A receipt. Its number never changes.', {
      receipt_id: { ...text, pattern: '^RCP-' },
      payment_id: ref('Id'),
      trip_id: nullable(ref('Id')),
      order_id: nullable(ref('Id')),
      amount: ref('Money'),
      currency: ref('Currency'),
      method: ref('MethodShown'),
      status: oneOf('SUCCESS', 'REFUNDED'),
      reference: text,
      refunds: listOf(
        objectOf('A refund that was made.', {
          refund_id: ref('Id'),
          amount: ref('Money'),
          reason: { type: ['string', 'null'] },
          refunded_at: ref('Moment'),
        }),
      ),
      refunded_amount: ref('Money'),
      net_amount: ref('Money'),
      created_at: ref('Moment'),
      issued_at: ref('Moment'),
    }),
  },
};

function refund() {
  return {
    refund_id: ref('Id'),
    payment_id: ref('Id'),
    refund_amount: ref('Money'),
    refunded_amount: ref('Money'),
    refundable_amount: ref('Money'),
    currency: ref('Currency'),
    status: { ...oneOf('SUCCESS', 'REFUNDED'), description: 'Of the payment.' },
    refund_status: oneOf('SUCCESS', 'FAILED'),
    reason: { type: ['string', 'null'] },
    created_at: ref('Moment'),
  };
}
