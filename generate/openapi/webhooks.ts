import { examples } from './examples.ts';
import { described, type JsonSchema, nullable, objectOf, oneOf, ref } from './json-schema.ts';

/** Body of a notification, as src/contracts/notification.ts writes it. */
export const notificationSchema: JsonSchema = objectOf(
  'A payment or refund reached a status.',
  {
    event_id: { type: 'string', description: 'Id of the event; the same in every delivery of it.' },
    type: {
      ...oneOf(
        'payment.completed',
        'payment.failed',
        'payment.captured',
        'payment.cancelled',
        'refund.completed',
        'refund.failed',
      ),
      description: 'Kind of event.',
    },
    payment_id: described(ref('Id'), 'Id of the payment.'),
    trip_id: described(nullable(ref('Id')), 'Trip of the payment.'),
    amount: described(ref('Money'), 'Amount of the payment, or of the refund.'),
    currency: described(ref('Currency'), 'Currency of the amount.'),
    status: { ...oneOf('SUCCESS', 'FAILED'), description: 'Status of the payment, or of the refund.' },
    created_at: described(ref('Moment'), 'Time of the event.'),
  },
  { refund_id: described(ref('Id'), 'Id of the refund, if the event is about one.') },
);

/** Requests that the service sends. */
export const webhooks = {
  notification: {
    post: {
      operationId: 'notify',
      tags: ['Service'],
      summary: 'Receive a notification',
      description:
        'Sent to `{notificationServiceUrl}/v1/notifications` at least once, in no promised order across payments. The header `Idempotency-Key` is the id of the event. Any 2xx acknowledges it.',
      security: [{}],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('Notification'), example: examples.notification } },
      },
      responses: {
        204: { description: 'Acknowledged.' },
        '4XX': { description: 'Refused for good (except 408 and 429): the event becomes a dead letter.' },
        '5XX': { description: 'Not acknowledged: the event is sent again.' },
      },
    },
  },
};
