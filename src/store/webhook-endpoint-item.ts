import * as z from 'zod/mini';
import type { EndpointState, PreviousSecret, WebhookEndpoint } from '../domain/webhook-endpoint.ts';

/** All endpoints are in one partition: there are few, and each batch of events reads them all. */
export const endpointPartition = 'endpoint';
export const endpointKey = (endpointId: string) => ({ id: endpointPartition, sort: endpointId });

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
  earlier_secrets: z.optional(z.array(z.object({ secret: z.string(), until: z.number() }))),
  failing_since: z.optional(z.number()),
  working_at: z.optional(z.number()),
  created_at: z.number(),
  revision: z.number(),
});

/** An endpoint as the webhooks table keeps it. */
export function endpointOf(item: unknown): WebhookEndpoint {
  const read = EndpointItem.parse(item);
  return {
    id: read.sort,
    url: read.url,
    description: read.description,
    types: read.types,
    state: stateIn(read),
    secret: read.secret,
    previous: previousIn(read),
    failingSince: read.failing_since,
    workingAt: read.working_at,
    createdAt: read.created_at,
    revision: read.revision,
  };
}

/** The release before knows one previous secret, in attributes of its own. */
export const previousValues = ([newest, ...earlier]: readonly PreviousSecret[]) => ({
  previous_secret: newest?.secret,
  previous_until: newest?.validUntil,
  earlier_secrets:
    earlier.length === 0 ? undefined : earlier.map(({ secret, validUntil: until }) => ({ secret, until })),
});

function previousIn({
  previous_secret: secret,
  previous_until: validUntil,
  earlier_secrets: earlier = [],
}: z.output<typeof EndpointItem>): readonly PreviousSecret[] {
  if (secret === undefined || validUntil === undefined) return [];
  return [{ secret, validUntil }, ...earlier.map((one) => ({ secret: one.secret, validUntil: one.until }))];
}

const stateIn = ({ disabled_reason: reason, disabled_at: at }: z.output<typeof EndpointItem>): EndpointState =>
  reason === undefined || at === undefined ? { status: 'enabled' } : { status: 'disabled', reason, at };
