import { OrderPaymentBody, type OrderStatusName } from '../../src/contracts/orders.ts';
import { examples } from './examples.ts';
import { described, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { failure } from './payment-schema.ts';
import { amountRefusals, keyHeaderRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Payments of orders';
const path = { in: 'path', required: true, schema: ref('IdText') } as const;
const shown = {
  description: 'The payment as it is now.',
  content: jsonOf('OrderPayment', examples.orderPayment),
};

/** A record, because a list would compile with a name missing. */
const statusNames: Readonly<Record<OrderStatusName, true>> = {
  PENDING: true,
  COMPLETED: true,
  FAILED: true,
  CANCELLED: true,
  REFUNDED: true,
};

/** Payments whose identity is their order. */
export const orders: Contract = {
  operations: {
    'create-order-payment': {
      tag,
      summary: 'Pay for an order',
      description:
        'An order has one payment here: repeating the request returns the same answer, whatever key is sent. An amount of zero or less is refused and recorded as a failed payment; the next request may then pay. The order need not exist unless the stage sets `strictOrders`.',
      keyed: true,
      request: {
        name: 'OrderPaymentRequest',
        schema: OrderPaymentBody,
        description: 'The order and the amount. Other fields are ignored.',
        nullable: true,
        fields: {
          order_id: 'Order to pay for.',
          amount: 'Amount to charge.',
          currency: 'ISO 4217 code. Default: USD.',
          payment_method:
            'Processor token of the card; never a card number. `pm_declined` is declined in local and sandbox stages.',
        },
        example: { order_id: 1, amount: '25.00' },
      },
      answers: {
        200: {
          description: 'The order had been paid with the same amount. The payment is returned.',
          content: jsonOf('OrderPayment', examples.orderPayment),
          headers: ['Idempotent-Replayed'],
        },
        201: {
          description: 'The order is paid by this request.',
          content: jsonOf('OrderPayment', examples.orderPayment),
          headers: ['Location'],
        },
        402: {
          description: 'The payment was declined. The next request tries again.',
          content: jsonOf('DeclinedOrderPayment', examples.declinedOrderPayment),
          headers: ['Idempotent-Replayed'],
        },
      },
      refusals: [
        ...amountRefusals,
        ...keyHeaderRefusals,
        ...storeRefusals,
        ...processorRefusals,
        'currency_invalid',
        'field_invalid',
        'id_invalid',
        'idempotency_key_in_use',
        'order_already_paid',
        'order_id_and_amount_required',
        'order_not_found',
        'order_payment_authorized',
        'order_payment_in_progress',
      ],
    },
    'get-order-payment': {
      tag,
      summary: 'Get a payment by its id',
      parameters: [{ ...path, name: 'payment_id', description: 'Id of the payment.', example: '1' }],
      answers: { 200: shown },
      refusals: [...storeRefusals, 'payment_not_found'],
    },
    'get-payment-of-order': {
      tag,
      summary: 'Get the payment of an order',
      parameters: [{ ...path, name: 'order_id', description: 'Id of the order.', example: '101' }],
      answers: { 200: shown },
      refusals: [...storeRefusals, 'payment_not_found'],
    },
  },
  schemas: {
    OrderPayment: objectOf('A payment of an order.', form()),
    DeclinedOrderPayment: objectOf('A declined payment of an order.', { ...form(), ...failure }),
  },
};

function form() {
  return {
    id: described(ref('Id'), 'Id of the payment.'),
    order_id: described(nullable(ref('Id')), 'Order of the payment. Null for payments created elsewhere without one.'),
    amount: described(ref('Money'), 'Amount of the payment.'),
    status: {
      ...oneOf(...Object.keys(statusNames)),
      description: 'Current status of the payment.',
    },
    timestamp: described(ref('Moment'), 'Time at which the payment was created, to the second.'),
  };
}
