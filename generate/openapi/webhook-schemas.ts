import { eventTypes } from '../../src/contracts/event.ts';
import { presentDelivery } from '../../src/contracts/webhook-deliveries.ts';
import type { Delivery } from '../../src/domain/webhook-delivery.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

const text: JsonSchema = { type: 'string' };
const url: JsonSchema = { type: 'string', format: 'uri' };
const time = (description: string) => described(nullable(ref('Timestamp')), description);

/** The members that tell what a receiver answered. */
export const deliveryAnswer = {
  last_status: described(
    nullable({ type: 'integer', minimum: 100, maximum: 599 }),
    'HTTP status of the last response, if there was one.',
  ),
  last_error: described(
    nullable(oneOf('timeout', 'no_connection', 'address_not_allowed')),
    'Why there was no response. `address_not_allowed`: the URL leads to an address that is not public.',
  ),
};

const endpoint = {
  id: described(text, 'ID of the endpoint.'),
  url: described(url, 'Address that events are sent to.'),
  description: described(nullable(text), 'A line of text for people.'),
  event_types: described(nullable(listOf(oneOf(...eventTypes))), 'Types of events that are sent. Null: all.'),
  status: described(oneOf('enabled', 'disabled'), 'Whether events are sent.'),
  disabled_reason: described(
    nullable(oneOf('requested', 'gone', 'failing')),
    '`requested`: by a request. `gone`: the receiver answered 410. `failing`: no delivery succeeded for five days.',
  ),
  disabled_at: time('When the endpoint was disabled.'),
  failing_since: time('First failure since the last success.'),
  previous_secret_valid_until: time(
    'Until when the secret before the last rotation signs, too. Those of earlier rotations end no later.',
  ),
  created_at: described(ref('Timestamp'), 'When the endpoint was created.'),
};

/** Schemas of the responses about webhook endpoints. */
export const endpointSchemas: Readonly<Record<string, JsonSchema>> = {
  WebhookEndpoint: objectOf('A webhook endpoint.', endpoint),
  WebhookEndpointWithSecret: objectOf('A webhook endpoint with its secret.', {
    ...endpoint,
    secret: {
      ...text,
      pattern: '^whsec_',
      description: 'Key of the signatures, as Standard Webhooks libraries take it.',
    },
  }),
  WebhookEndpoints: objectOf('All webhook endpoints.', {
    webhook_endpoints: described(listOf(ref('WebhookEndpoint')), 'The endpoints.'),
  }),
  DeletedWebhookEndpoint: objectOf('A deleted webhook endpoint.', {
    id: described(text, 'ID of the endpoint.'),
    deleted: { const: true, description: 'The endpoint is deleted.' },
  }),
  WebhookTest: objectOf('Result of a test event.', {
    event_id: described(text, 'ID of the test event: the header `webhook-id`.'),
    delivered: { type: 'boolean', description: 'Whether the receiver answered with a 2xx status.' },
    ...deliveryAnswer,
  }),
  WebhookDelivery: objectOf('The delivery of an event to an endpoint.', {
    event_id: described(text, 'ID of the event: the header `webhook-id` of every attempt.'),
    event_type: described(text, 'Type of the event.'),
    event_at: described(ref('Timestamp'), 'When the event happened.'),
    status: described(
      oneOf('pending', 'delivered', 'dead'),
      '`dead`: nothing is sent any more, until it is redelivered.',
    ),
    attempts: { type: 'integer', minimum: 0, maximum: 10, description: 'Number of attempts.' },
    next_attempt_at: time('When the next attempt is due.'),
    dead_reason: described(
      nullable(oneOf('exhausted', 'gone')),
      '`exhausted`: ten attempts failed. `gone`: the receiver answered 410.',
    ),
    last_attempt_at: time('When the last attempt was made.'),
    ...deliveryAnswer,
  }),
  RedeliveredEvent: objectOf('An event that will be sent again.', {
    event_id: described(text, 'ID of the event.'),
    endpoint_ids: described(listOf(text), 'IDs of the endpoints that it will be sent to.'),
  }),
  ReplayedEvents: objectOf('Events that will be sent again.', {
    scheduled: { type: 'integer', minimum: 0, description: 'Number of events of this response.' },
    next_cursor: described(nullable(text), 'Cursor of the next request, if there are more events.'),
  }),
  WebhookDeliveries: objectOf('A page of deliveries.', {
    deliveries: described(listOf(ref('WebhookDelivery')), 'The deliveries, the newest event first.'),
    next_cursor: described(nullable(text), 'Cursor of the next page, if there is one.'),
  }),
};

/** The example delivery. */
export const deliveryExampleState: Delivery = {
  endpointId: 'we_00000000000040008000000000000001',
  event: {
    id: 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40:payment.completed:0',
    type: 'payment.completed',
    at: '2026-11-28T10:00:00.250Z',
  },
  state: { status: 'pending', dueAt: '2026-11-28T10:05:07.250Z' },
  attempts: 2,
  revision: 2,
  last: {
    at: Date.parse('2026-11-28T10:00:07.000Z'),
    answer: { kind: 'answered', status: 503, retryAfterMs: undefined },
  },
};

export const deliveryExample = presentDelivery(deliveryExampleState);
