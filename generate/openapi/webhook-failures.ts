import { isWebhookFailure, type WebhookFailureType } from '../../src/domain/webhook-failure.ts';
import { recordOfFailure } from '../../src/webhooks/failure-events.ts';
import { described, type JsonSchema, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { endpoint } from './webhook-examples.ts';
import { deliveryAnswer, deliveryExampleState } from './webhook-schemas.ts';

const schemaNames: Readonly<Record<WebhookFailureType, string>> = {
  'delivery.dead': 'DeliveryDeadEvent',
  'endpoint.disabled': 'EndpointDisabledEvent',
};

/** Name of the schema of events of a type. */
export const eventSchemaOf = (type: string): string => (isWebhookFailure(type) ? schemaNames[type] : 'PaymentEvent');

const text = (description: string): JsonSchema => ({ type: 'string', description });

const failure = (type: WebhookFailureType, about: string, data: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  objectOf(about, {
    type: { const: type, description: 'What happened.' },
    timestamp: described(ref('Timestamp'), 'When it happened.'),
    data: objectOf('The failure.', {
      event_id: text('ID of the event.'),
      endpoint_id: text('ID of the endpoint. `notification-service` and `event-bus` are built in.'),
      ...data,
    }),
  });

/** Schemas of events about webhooks themselves. */
export const webhookFailureSchemas: Readonly<Record<string, JsonSchema>> = {
  [schemaNames['delivery.dead']]: failure(
    'delivery.dead',
    'An event was not delivered to an endpoint, and is not sent to it any more. Dead deliveries of events about webhooks have no such event.',
    {
      undelivered_event_id: text('ID of the event that was not delivered.'),
      undelivered_event_type: text('Its type.'),
      dead_reason: described(
        oneOf('exhausted', 'gone'),
        '`exhausted`: ten attempts failed. `gone`: the receiver answered 410.',
      ),
      attempts: { type: 'integer', minimum: 1, maximum: 10, description: 'Number of attempts.' },
      ...deliveryAnswer,
    },
  ),
  [schemaNames['endpoint.disabled']]: failure('endpoint.disabled', 'The service disabled an endpoint.', {
    disabled_reason: described(
      oneOf('gone', 'failing'),
      '`gone`: the receiver answered 410. `failing`: no delivery succeeded for five days.',
    ),
    failing_since: described(nullable(ref('Timestamp')), 'First failure since the last success.'),
  }),
};

const at = '2026-11-28T10:05:08.000Z';

/** Bodies that the service signs. */
export const webhookFailureBodies: readonly string[] = [
  recordOfFailure({
    type: 'delivery.dead',
    delivery: { ...deliveryExampleState, state: { status: 'dead', reason: 'exhausted' }, attempts: 10, revision: 10 },
    reason: 'exhausted',
    at,
  }).body,
  recordOfFailure({
    type: 'endpoint.disabled',
    endpoint: { ...endpoint, failingSince: Date.parse('2026-11-23T10:05:00.000Z') },
    reason: 'failing',
    at,
  }).body,
];
