import type { WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts';
import { endpointId } from './webhook-deliveries.ts';

/** The example endpoint. */
export const endpoint: WebhookEndpoint = {
  id: endpointId,
  url: 'https://example.com/webhooks',
  description: 'Shop',
  types: ['payment.completed', 'refund.completed'],
  state: { status: 'enabled' },
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  previous: [],
  failingSince: undefined,
  workingAt: undefined,
  createdAt: Date.parse('2026-11-28T10:00:00.000Z'),
  revision: 0,
};
export const disabled: WebhookEndpoint = {
  ...endpoint,
  state: { status: 'disabled', reason: 'requested', at: Date.parse('2026-11-28T11:00:00.000Z') },
};
export const rotated: WebhookEndpoint = {
  ...endpoint,
  previous: [{ secret: endpoint.secret, validUntil: Date.parse('2026-11-29T10:00:00.000Z') }],
};
