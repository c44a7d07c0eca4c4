import { described, type JsonSchema, nullable, objectOf, oneOf, ref } from './json-schema.ts';

/** Schemas of the look-up of an idempotency key. */
export const keySchemas: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: objectOf(
    'The outcome of the request that was sent with a key.',
    {
      key: { type: 'string', description: 'The idempotency key.' },
      status: {
        ...oneOf('never_seen', 'in_progress', 'succeeded', 'failed', 'cancelled', 'unknown'),
        description:
          '`never_seen`: no request with this key had started when the look-up began. `in_progress`: the request is being ' +
          'processed. `succeeded`, `failed` and `cancelled`: its outcome. `unknown`: the key was used, but its outcome ' +
          'was not recorded, or it was used several times. In that case add `payment_id` to the look-up, or send the ' +
          'request again with the same key.',
      },
      payment: described(nullable(ref('Payment')), 'The payment of the request. Null if there is none.'),
    },
    {
      payment_id: described(ref('Id'), 'ID of the payment that the request created or changed.'),
      refund_id: { type: 'string', description: 'ID of the refund that the request created or would have created.' },
      order_id: described(ref('Id'), 'ID of the order that the request created.'),
      user_id: described(ref('Id'), 'ID of the user that the request created.'),
      uses: {
        type: 'array',
        description:
          'Each known use of a key that was used several times. The IDs above are those of the first use that has one.',
        items: ref('KeyUse'),
      },
      more_uses: {
        type: 'boolean',
        description: 'Whether the key was used for other payments as well, which are not listed.',
      },
    },
  ),
  KeyUse: objectOf(
    'A use of an idempotency key.',
    {
      used_for: {
        ...oneOf('payment', 'refund', 'capture', 'cancel', 'order_payment', 'user', 'order'),
        description: 'The request that it was sent with. `order_payment`: `POST /payments/`.',
      },
      status: { ...oneOf('in_progress', 'succeeded', 'failed', 'cancelled', 'unknown'), description: 'Its outcome.' },
    },
    {
      payment_id: described(ref('Id'), 'ID of the payment that it created or changed.'),
      refund_id: { type: 'string', description: 'ID of the refund that it created or would have created.' },
      order_id: described(ref('Id'), 'ID of the order that it created.'),
      user_id: described(ref('Id'), 'ID of the user that it created.'),
    },
  ),
};
