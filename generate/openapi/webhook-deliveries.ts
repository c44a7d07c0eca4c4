import { RedeliveryBody, ReplayBody } from '../../src/contracts/webhook-replays.ts';
import type { Parameter } from './headers.ts';
import { oneOf, ref } from './json-schema.ts';
import { jsonOf, type Operations } from './operation.ts';
import { storeRefusals } from './refusals.ts';
import { deliveryExample } from './webhook-schemas.ts';

const tag = 'Webhooks';
export const endpointId = 'we_00000000000040008000000000000001';

/** The path parameter of operations on an endpoint. */
export const endpointIdParameter = (description: string): readonly Parameter[] => [
  { name: 'endpoint_id', in: 'path', description, required: true, schema: ref('IdText'), example: endpointId },
];

/** Refusals of an ID that no endpoint has. */
export const unknownEndpoint = ['webhook_endpoint_not_found'] as const;

/** Operations about what is sent to endpoints. */
export const webhookDeliveries: Operations = {
  'test-webhook-endpoint': {
    tag,
    summary: 'Send a test event to a webhook endpoint',
    description: 'Sends a signed event of type `webhook.test`, once.',
    parameters: endpointIdParameter('ID of the endpoint to test.'),
    responses: {
      200: {
        description: 'What the receiver answered.',
        content: jsonOf('WebhookTest', {
          event_id: 'test:00000000-0000-4000-8000-000000000001',
          delivered: true,
          last_status: 204,
          last_error: null,
        }),
      },
    },
    refusals: [...storeRefusals, ...unknownEndpoint, 'webhook_endpoint_disabled'],
  },
  'list-webhook-deliveries': {
    tag,
    summary: 'List the deliveries to a webhook endpoint',
    description: 'Lists the deliveries of the last 90 days, the newest event first.',
    parameters: [
      ...endpointIdParameter('ID of the endpoint.'),
      {
        name: 'limit',
        in: 'query',
        description: 'Maximum number of deliveries to return.',
        schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
        example: 3,
      },
      {
        name: 'cursor',
        in: 'query',
        description: 'Position at which the page starts: `next_cursor` of the previous page.',
        schema: { type: 'string', minLength: 1 },
      },
      {
        name: 'status',
        in: 'query',
        description: 'Only dead deliveries.',
        schema: oneOf('dead'),
      },
      {
        name: 'until',
        in: 'query',
        description: 'Only deliveries of events before this day or instant (UTC).',
        schema: { type: 'string', examples: ['2026-11-28T10:00:00Z', '2026-11-28'] },
      },
    ],
    responses: {
      200: {
        description: 'A page of deliveries.',
        content: jsonOf('WebhookDeliveries', { deliveries: [deliveryExample], next_cursor: null }),
      },
    },
    refusals: [...storeRefusals, ...unknownEndpoint, 'query_invalid'],
  },
  'redeliver-event': {
    tag,
    summary: 'Send an event again',
    description:
      'Begins the ten attempts of an event again, at one endpoint or at all enabled endpoints that get it. The first attempt is made within a minute.',
    parameters: [
      {
        name: 'event_id',
        in: 'path',
        description: 'ID of the event.',
        required: true,
        schema: { type: 'string' },
        example: 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40:payment.completed:0',
      },
    ],
    request: {
      name: 'Redelivery',
      schema: RedeliveryBody,
      description: 'The endpoint. The body is optional.',
      optional: true,
      fields: {
        endpoint_id: 'ID of the endpoint. Default: all that get the event. `notification-service` is the built-in one.',
      },
      example: { endpoint_id: endpointId },
    },
    responses: {
      202: {
        description: 'The event will be sent again.',
        content: jsonOf('RedeliveredEvent', {
          event_id: 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40:payment.completed:0',
          endpoint_ids: [endpointId],
        }),
      },
    },
    refusals: [
      ...storeRefusals,
      ...unknownEndpoint,
      'event_not_found',
      'field_invalid',
      'unknown_field',
      'webhook_endpoint_disabled',
    ],
  },
  'replay-webhook-endpoint': {
    tag,
    summary: 'Send the events of a time again',
    description:
      'Begins the ten attempts of all events of a time again at one endpoint, the newest first, up to 100 in a request. Events of type `payment.begun` are left out. With `status`, only deliveries that are dead: each begins again once, even if the request is repeated.',
    parameters: endpointIdParameter('ID of the endpoint. `notification-service` is the built-in one.'),
    request: {
      name: 'Replay',
      schema: ReplayBody,
      description: 'The time of the events: at most 366 days.',
      fields: {
        from: 'Events that happened then or later.',
        to: 'Events that happened before. Default: now.',
        payment_id: 'Only events of this payment, also `payment.begun`.',
        status: '`dead`: only deliveries that are dead. `from` may be any time then.',
        cursor: '`next_cursor` of the previous response, with the same other fields.',
      },
      example: { from: '2026-11-28T09:00:00Z', to: '2026-11-28T10:00:00Z' },
    },
    responses: {
      202: {
        description: 'The events will be sent again.',
        content: jsonOf('ReplayedEvents', { scheduled: 12, next_cursor: null }),
      },
    },
    refusals: [
      ...storeRefusals,
      ...unknownEndpoint,
      'field_invalid',
      'field_required',
      'unknown_field',
      'webhook_endpoint_disabled',
    ],
  },
};
