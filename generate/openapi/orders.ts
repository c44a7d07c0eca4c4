import { OrderPaymentBody } from '../../src/contracts/orders.ts';
import { described, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import type { Contract } from './operation.ts';
import { failure } from './payments.ts';

const tag = 'Payments of orders';
const path = { in: 'path', required: true, schema: ref('IdText') } as const;
const shown = { description: 'The payment as it now is.', content: 'OrderPayment' };

/** Payments whose identity is their order. */
export const orders: Contract = {
  operations: {
    'create-order-payment': {
      tag,
      summary: 'Pay for an order',
      description:
        'An order has one payment: the same request again gives the same answer, whatever key is sent. An amount of zero or less is refused, and kept as a payment that failed; the next request may then pay. The order need not exist, unless the stage is strict about it.',
      keyed: true,
      request: {
        name: 'OrderPaymentRequest',
        schema: OrderPaymentBody,
        description: 'What is paid, and for which order. Other members are not looked at.',
        nullable: true,
        fields: {
          order_id: 'The order that is paid for.',
          amount: 'How much.',
          currency: 'USD if it is left out.',
          payment_method:
            "The processor's token for a card; never its number. `pm_declined` is declined in stages for trying.",
        },
        example: { order_id: 1, amount: '25.00' },
      },
      answers: {
        200: {
          description: 'The payment that the order has already, by the same amount.',
          content: 'OrderPayment',
          headers: ['Idempotent-Replayed'],
        },
        201: { description: 'The order is paid, by this request.', content: 'OrderPayment' },
        402: {
          description: 'The payment was declined.',
          content: 'DeclinedOrderPayment',
          headers: ['Idempotent-Replayed'],
        },
      },
      problems: [404, 409],
    },
    'get-order-payment': {
      tag,
      summary: 'Get a payment',
      parameters: [{ ...path, name: 'payment_id', description: 'Of the payment.', example: '1' }],
      answers: { 200: shown },
      problems: [404],
    },
    'get-payment-of-order': {
      tag,
      summary: 'Get the payment of an order',
      parameters: [{ ...path, name: 'order_id', description: 'Of the order.', example: '101' }],
      answers: { 200: shown },
      problems: [404],
    },
  },
  schemas: {
    OrderPayment: objectOf('A payment of an order.', form()),
    DeclinedOrderPayment: objectOf('A payment of an order that was declined.', { ...form(), ...failure }),
  },
};

function form() {
  return {
    id: ref('Id'),
    order_id: described(nullable(ref('Id')), 'Null if the payment was made by another contract, for no order.'),
    amount: ref('Money'),
    status: oneOf('PENDING', 'COMPLETED', 'FAILED', 'CANCELLED', 'REFUNDED'),
    timestamp: described(ref('Moment'), 'When it was begun, to the second.'),
  };
}
