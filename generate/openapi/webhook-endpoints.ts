import {
  EndpointBody,
  EndpointUpdateBody,
  presentEndpoint,
  presentEndpointWithSecret,
  RotationBody,
} from '../../src/contracts/webhook-endpoints.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';
import {
  endpointId,
  endpointIdParameter as idParameter,
  unknownEndpoint as one,
  webhookDeliveries,
} from './webhook-deliveries.ts';
import { disabled, endpoint, rotated } from './webhook-examples.ts';
import { endpointSchemas } from './webhook-schemas.ts';

const tag = 'Webhooks';

const fields = {
  url: 'Address that events are sent to: https, without credentials and without a fragment.',
  event_types: 'Types of events to send. Default: all, also those of later versions.',
  description: 'A line of text for people.',
};

/** Webhook endpoints, and the deliveries of events to them. */
export const webhookEndpoints: Contract = {
  operations: {
    'create-webhook-endpoint': {
      tag,
      summary: 'Create a webhook endpoint',
      description:
        'Creates an endpoint with a new secret, which no other response shows again. Deliveries are signed as Standard Webhooks specifies.',
      request: {
        name: 'WebhookEndpointRequest',
        schema: EndpointBody,
        description: 'The endpoint to create.',
        fields,
        example: {
          url: 'https://example.com/webhooks',
          event_types: ['payment.completed', 'refund.completed'],
          description: 'Shop',
        },
      },
      responses: {
        201: {
          description: 'The endpoint was created. This is the only response with its secret.',
          content: jsonOf('WebhookEndpointWithSecret', presentEndpointWithSecret(endpoint)),
          headers: ['Location'],
        },
      },
      refusals: [
        ...storeRefusals,
        'field_invalid',
        'field_required',
        'too_many_webhook_endpoints',
        'unknown_field',
        'webhook_url_in_use',
        'webhook_url_invalid',
      ],
    },
    'list-webhook-endpoints': {
      tag,
      summary: 'List webhook endpoints',
      description: 'Lists all endpoints: there are at most 50.',
      responses: {
        200: {
          description: 'All endpoints.',
          content: jsonOf('WebhookEndpoints', { webhook_endpoints: [presentEndpoint(endpoint)] }),
        },
      },
      refusals: storeRefusals,
    },
    'get-webhook-endpoint': {
      tag,
      summary: 'Get a webhook endpoint',
      parameters: idParameter('ID of the endpoint to get.'),
      responses: {
        200: { description: 'The endpoint.', content: jsonOf('WebhookEndpoint', presentEndpoint(endpoint)) },
      },
      refusals: [...storeRefusals, ...one],
    },
    'update-webhook-endpoint': {
      tag,
      summary: 'Update, enable or disable a webhook endpoint',
      description:
        'Changes the fields in the request. The response comes after 3.5 seconds: when it arrives, no attempt by the earlier state of the endpoint is under way or begins. An endpoint that is enabled again gets what it missed of the time before it was disabled.',
      parameters: idParameter('ID of the endpoint to update.'),
      request: {
        name: 'WebhookEndpointUpdate',
        schema: EndpointUpdateBody,
        description: 'The fields to change.',
        fields: { ...fields, status: '`disabled` stops all deliveries, `enabled` resumes them.' },
        example: { status: 'disabled' },
      },
      responses: {
        200: {
          description: 'The endpoint after the update.',
          content: jsonOf('WebhookEndpoint', presentEndpoint(disabled)),
        },
      },
      refusals: [
        ...storeRefusals,
        ...one,
        'field_invalid',
        'unknown_field',
        'webhook_url_in_use',
        'webhook_url_invalid',
      ],
    },
    'delete-webhook-endpoint': {
      tag,
      summary: 'Delete a webhook endpoint',
      description: 'The response comes after 3.5 seconds: when it arrives, nothing more is sent to the endpoint.',
      parameters: idParameter('ID of the endpoint to delete.'),
      responses: {
        200: {
          description: 'The endpoint was deleted.',
          content: jsonOf('DeletedWebhookEndpoint', { id: endpointId, deleted: true }),
        },
      },
      refusals: [...storeRefusals, ...one],
    },
    'rotate-webhook-secret': {
      tag,
      summary: 'Rotate the secret of a webhook endpoint',
      description:
        'Makes a new secret, which signs at once. For a time, deliveries also have a signature by the secret before, so that receivers can change over. A repeated rotation ends no earlier secret, unless `previous_valid_hours` is shorter.',
      parameters: idParameter('ID of the endpoint.'),
      request: {
        name: 'WebhookSecretRotation',
        schema: RotationBody,
        description: 'How long the secrets before stay valid. The body is optional.',
        optional: true,
        fields: {
          previous_valid_hours:
            'Hours in which the secret before signs, too, and after which no earlier one does. Default: 24. 0 ends all of them at once.',
        },
        example: { previous_valid_hours: 24 },
      },
      responses: {
        200: {
          description: 'The endpoint with its new secret, which no other response shows again.',
          content: jsonOf('WebhookEndpointWithSecret', presentEndpointWithSecret(rotated)),
        },
      },
      refusals: [...storeRefusals, ...one, 'field_invalid', 'too_many_webhook_secrets', 'unknown_field'],
    },
    ...webhookDeliveries,
  },
  schemas: endpointSchemas,
};
