import * as z from 'zod/mini';
import type { EndpointState, WebhookEndpoint } from '../domain/webhook-endpoint.ts';

const EndpointItem = z.object({
  sort: z.string(),
  url: z.string(),
  description: z.optional(z.string()),
  types: z.optional(z.array(z.string())),
  disabled_reason: z.optional(z.enum(['requested', 'gone', 'failing'])),
  disabled_at: z.optional(z.number()),
  secret: z.string(),
  previous_secret: z.optional(z.string()),
  previous_until: z.optional(z.number()),
  failing_since: z.optional(z.number()),
  working_at: z.optional(z.number()),
  created_at: z.number(),
  revision: z.number(),
});

/** An endpoint as the webhooks table keeps it. */
export function endpointOf(item: unknown): WebhookEndpoint {
  const read = EndpointItem.parse(item);
  const { previous_secret: secret, previous_until: validUntil } = read;
  return {
    id: read.sort,
    url: read.url,
    description: read.description,
    types: read.types,
    state: stateIn(read),
    secret: read.secret,
    previous: secret === undefined || validUntil === undefined ? undefined : { secret, validUntil },
    failingSince: read.failing_since,
    workingAt: read.working_at,
    createdAt: read.created_at,
    revision: read.revision,
  };
}

const stateIn = ({ disabled_reason: reason, disabled_at: at }: z.output<typeof EndpointItem>): EndpointState =>
  reason === undefined || at === undefined ? { status: 'enabled' } : { status: 'disabled', reason, at };
