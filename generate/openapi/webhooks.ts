import { eventTypes } from '../../src/contracts/event.ts';
import { exactJson } from '../../src/contracts/exact-json.ts';
import { exampleBodies, examples } from './examples.ts';
import { described, type JsonSchema, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { eventSchemaOf, webhookFailureBodies } from './webhook-failures.ts';

/** The notification body of src/contracts/notification.ts. */
export const notificationSchema: JsonSchema = objectOf(
  'A payment, refund or dispute reached a status.',
  {
    event_id: {
      type: 'string',
      description: 'ID of the event, the same in every delivery. Use it to ignore duplicate deliveries.',
    },
    type: {
      ...oneOf(
        'payment.completed',
        'payment.failed',
        'payment.captured',
        'payment.cancelled',
        'refund.completed',
        'refund.failed',
        'refund.reversed',
        'dispute.opened',
        'dispute.won',
        'dispute.lost',
      ),
      description: 'Kind of event.',
    },
    payment_id: described(ref('Id'), 'ID of the payment.'),
    trip_id: described(nullable(ref('Id')), 'ID of the trip of the payment, if any.'),
    amount: described(ref('Money'), 'Amount of the payment, refund or dispute.'),
    currency: described(ref('Currency'), 'Currency of the amount.'),
    status: {
      ...oneOf('SUCCESS', 'FAILED'),
      description:
        'Status of the payment or refund. For a dispute: FAILED when it is opened, which takes its amount, or lost; SUCCESS when it is won.',
    },
    created_at: described(ref('Timestamp'), 'Time of the event.'),
  },
  {
    refund_id: described(ref('Id'), 'ID of the refund, if the event is about one.'),
    dispute_id: { type: 'string', description: "The processor's ID of the dispute, if the event is about one." },
    evidence_due_by: described(
      ref('Timestamp'),
      'Deadline for evidence, if the event is about a dispute that accepts any.',
    ),
    order_id: described(ref('Id'), 'ID of the order of the payment, if any.'),
    customer_id: described(ref('Id'), 'ID of the customer of the payment, if any.'),
    reference: { type: 'string', description: 'Reference of the payment processor, if any.' },
    failure_code: { type: 'string', description: 'Why the payment failed. Absent if it did not.' },
  },
);

const repeated = { description: 'Not acknowledged: the event is sent again, ten times in three days.' };

/** The responses of a receiver. */
const responses = {
  204: { description: 'Acknowledged, as with any 2xx status.' },
  410: { description: 'Never again: the delivery is dead.' },
  '3XX': repeated,
  '4XX': repeated,
  '5XX': repeated,
};

const header = (name: string, description: string, schema: JsonSchema) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema,
});

/** Headers of deliveries, as src/webhooks/signature.ts makes them. */
const signed = [
  header('webhook-id', 'ID of the event, the same in every delivery.', { type: 'string' }),
  header('webhook-timestamp', 'Time of this attempt, in seconds since the epoch.', {
    type: 'string',
    pattern: '^[0-9]+$',
  }),
  header(
    'webhook-signature',
    'A signature for each valid secret, separated by spaces: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.',
    { type: 'string', pattern: '^v1,[A-Za-z0-9+/]{43}=( v1,[A-Za-z0-9+/]{43}=)*$' },
  ),
];

/** The delivery of an event of one type. Its example is a body that the service signs. */
function deliveryOf(type: string): object {
  const example = [...exampleBodies, ...webhookFailureBodies].find((body) => body.startsWith(`{"type":"${type}"`));
  const schema = { allOf: [ref(eventSchemaOf(type)), { properties: { type: { const: type } } }] };
  const media = { schema, ...(example !== undefined && { example: exactJson(example) }) };
  return {
    operationId: `receive-${type}`.replace(/[-._](.)/g, (_separator, letter: string) => letter.toUpperCase()),
    tags: ['Webhooks'],
    summary: `Receive ${type}`,
    description: 'Sent to each endpoint that asked for this type, at least once and in any order.',
    security: [{}],
    parameters: signed,
    requestBody: { required: true, content: { 'application/json': media } },
    responses,
  };
}

/** Requests that the service sends to other services. */
export const webhooks = {
  ...Object.fromEntries(eventTypes.map((type) => [type, { post: deliveryOf(type) }])),
  notification: {
    post: {
      operationId: 'notify',
      tags: ['Service'],
      summary: 'Receive a notification',
      description:
        'The service sends this request to `{notificationServiceUrl}/v1/notifications` at least once per event. The order across payments is not guaranteed. The `Idempotency-Key` header is the event ID. Acknowledge the event with any 2xx status.',
      security: [{}],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('Notification'), example: examples.notification } },
      },
      responses,
    },
  },
};
