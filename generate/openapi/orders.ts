import { OrderPaymentBody, type OrderStatusName } from '../../src/contracts/orders.ts';
import { examples } from './examples.ts';
import { described, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf, keyField } from './operation.ts';
import { failure } from './payment-schemas.ts';
import { amountRefusals, keyHeaderRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const tag = 'Payments of orders';
const path = { in: 'path', required: true, schema: ref('IdText') } as const;
const found = {
  description: 'The current state of the payment.',
  content: jsonOf('OrderPayment', examples.orderPayment),
};

/** A record, so that tsc reports a missing name. */
const statusMeanings: Readonly<Record<OrderStatusName, string>> = {
  PENDING: 'in progress, waiting for the processor or the customer, or authorized',
  COMPLETED: 'charged',
  FAILED: 'declined',
  CANCELLED: 'the authorization was cancelled',
  REFUNDED: 'fully refunded',
};

/** Payments that are identified by their order. */
export const orders: Contract = {
  operations: {
    'create-order-payment': {
      tag,
      summary: 'Pay for an order',
      description:
        'Charges an amount for an order. An order has at most one payment here: repeating the request returns the same payment, whatever key is sent. An amount of zero or less is refused and recorded as a failed payment, and a later request can still pay. The order need not exist, unless the stage is deployed with `strictOrders`.',
      keyed: true,
      waits: true,
      request: {
        name: 'OrderPaymentRequest',
        schema: OrderPaymentBody,
        description: 'The order to pay for and the amount. Unknown fields are ignored.',
        nullable: true,
        fields: {
          order_id: 'ID of the order to pay for.',
          amount: 'Amount to charge.',
          currency: 'ISO 4217 currency code. Default: USD.',
          ...keyField,
          payment_method:
            'Processor token of the card, never a card number. In local and sandbox stages, `pm_declined` is declined.',
        },
        example: { order_id: 1, amount: '25.00' },
      },
      responses: {
        200: {
          description:
            'The order already has a payment of the same amount. Returns the first response. If its status is PENDING, the order was not paid yet then; `GET` shows the current state.',
          content: jsonOf('OrderPayment', examples.orderPayment),
          headers: ['Idempotent-Replayed'],
        },
        201: {
          description:
            'This request paid for the order, unless the status is PENDING: then it is not paid yet, because its processor works on it. `GET` shows the current state.',
          content: jsonOf('OrderPayment', examples.orderPayment),
          headers: ['Location'],
        },
        402: {
          description: 'The payment was declined, and nothing was charged. Send the request again to retry.',
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
        'idempotency_key_mismatch',
        'order_already_paid',
        'order_id_and_amount_required',
        'order_not_found',
        'order_payment_authorized',
        'order_payment_in_progress',
      ],
    },
    'get-order-payment': {
      tag,
      summary: 'Get a payment by its ID',
      parameters: [{ ...path, name: 'payment_id', description: 'ID of the payment to get.', example: '1' }],
      responses: { 200: found },
      refusals: [...storeRefusals, 'payment_not_found'],
    },
    'get-payment-of-order': {
      tag,
      summary: 'Get the payment of an order',
      parameters: [{ ...path, name: 'order_id', description: 'ID of the order whose payment to get.', example: '101' }],
      responses: { 200: found },
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
    id: described(ref('Id'), 'ID of the payment.'),
    order_id: described(
      nullable(ref('Id')),
      'ID of the paid order. Null if the payment was created by another endpoint without an order.',
    ),
    amount: described(ref('RequestedMoney'), 'Amount of the payment.'),
    status: {
      ...oneOf(...Object.keys(statusMeanings)),
      description: Object.entries(statusMeanings)
        .map(([name, meaning]) => `${name}: ${meaning}.`)
        .join(' '),
    },
    timestamp: described(ref('Timestamp'), 'Creation time of the payment, to the second.'),
  };
}
