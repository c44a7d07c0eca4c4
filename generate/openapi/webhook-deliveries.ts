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
    ],
    responses: {
      200: {
        description: 'A page of deliveries.',
        content: jsonOf('WebhookDeliveries', { deliveries: [deliveryExample], next_cursor: null }),
      },
    },
    refusals: [...storeRefusals, ...unknownEndpoint, 'query_invalid'],
  },
};
