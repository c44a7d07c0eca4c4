import * as z from 'zod/mini';
import type { DisabledReason, EndpointState, WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { DeleteItem, GetItem, PutItem, Query, UpdateItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import type { Item } from './item.ts';

const TableName = requiredEnv('WEBHOOKS_TABLE');
/** All endpoints are in one partition: there are few, and each batch of events reads them all. */
const id = 'endpoint';
const keyOf = (endpointId: string) => ({ id, sort: endpointId });

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
  created_at: z.number(),
});

function endpointOf(item: unknown): WebhookEndpoint {
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
    createdAt: read.created_at,
  };
}

const stateIn = ({ disabled_reason: reason, disabled_at: at }: z.output<typeof EndpointItem>): EndpointState =>
  reason === undefined || at === undefined ? { status: 'enabled' } : { status: 'disabled', reason, at };

/** New values of attributes; undefined removes one. */
type Change = Readonly<Record<string, unknown>>;
type Condition = Readonly<{ expression: string; values?: Item }>;

/** What a person changes of an endpoint. Members that are left out stay as they are. */
export type EndpointChange = Readonly<{
  url?: string;
  description?: string | undefined;
  types?: readonly string[] | undefined;
}>;

export type WebhookEndpoints = ReturnType<typeof webhookEndpoints>;

/** Where events are sent, with the secrets that sign them. */
export function webhookEndpoints({ send }: Pick<Io, 'send'>) {
  /** The endpoint after a change; undefined if the condition failed, or if there is no such endpoint. */
  async function change(endpointId: string, values: Change, also?: Condition): Promise<WebhookEndpoint | undefined> {
    const conditions = ['attribute_exists(id)', ...(also ? [also.expression] : [])];
    const update = new UpdateItem({
      TableName,
      Key: keyOf(endpointId),
      ...updateOf(values, also?.values),
      ConditionExpression: conditions.join(' AND '),
      ReturnValues: 'ALL_NEW',
    });
    const write = await conditional(send(update));
    return write.done ? endpointOf(write.value.Attributes) : undefined;
  }

  return {
    /** Consistently read: an endpoint that was disabled a moment ago is disabled here. */
    async all(): Promise<readonly WebhookEndpoint[]> {
      const query = { TableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': id } };
      const { Items = [] } = await attempted(send(new Query({ ...query, ConsistentRead: true })));
      return Items.map(endpointOf);
    },

    async get(endpointId: string): Promise<WebhookEndpoint | undefined> {
      const { Item } = await attempted(send(new GetItem({ TableName, Key: keyOf(endpointId), ConsistentRead: true })));
      return Item && endpointOf(Item);
    },

    async create({ id: endpointId, url, description, types, secret, createdAt }: WebhookEndpoint): Promise<void> {
      const Item = { ...keyOf(endpointId), url, description, types, secret, created_at: createdAt };
      await attempted(send(new PutItem({ TableName, Item })));
    },

    change: (endpointId: string, { url, ...rest }: EndpointChange) =>
      change(endpointId, { ...(url !== undefined && { url }), ...rest }),

    enable: (endpointId: string, now: number) =>
      change(endpointId, {
        disabled_reason: undefined,
        disabled_at: undefined,
        failing_since: undefined,
        working_at: now,
      }),

    /** One that is disabled already keeps its reason and time. */
    disable: (endpointId: string, reason: DisabledReason, now: number) =>
      change(
        endpointId,
        { disabled_reason: reason, disabled_at: now },
        { expression: 'attribute_not_exists(disabled_reason)' },
      ),

    /** Undefined if the secret is not the current one any more. */
    rotate: (
      endpointId: string,
      { secret, current, previousUntil }: Readonly<{ secret: string; current: string; previousUntil: number }>,
    ) =>
      change(
        endpointId,
        { secret, previous_secret: current, previous_until: previousUntil },
        { expression: 'secret = :current', values: { ':current': current } },
      ),

    /** Notes the first failure since the last success. Refused if it arrives after that success. */
    noteFailure: (endpointId: string, at: number) =>
      change(
        endpointId,
        { failing_since: at },
        {
          expression: 'attribute_not_exists(failing_since) AND (attribute_not_exists(working_at) OR working_at < :at)',
          values: { ':at': at },
        },
      ),

    noteSuccess: (endpointId: string, at: number) => change(endpointId, { failing_since: undefined, working_at: at }),

    async remove(endpointId: string): Promise<void> {
      await attempted(send(new DeleteItem({ TableName, Key: keyOf(endpointId) })));
    },
  };
}

/** An update by attribute. Names are substituted, because some are reserved words of DynamoDB. */
function updateOf(values: Change, more: Item = {}) {
  const entries = Object.entries(values);
  const set = entries.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
  const removed = entries.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  const clauses = [set.length > 0 && `SET ${set.join(', ')}`, removed.length > 0 && `REMOVE ${removed.join(', ')}`];
  const given = entries.flatMap(([name, value]) => (value === undefined ? [] : [[`:${name}`, value]]));
  const all = { ...Object.fromEntries(given), ...more };
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ...(Object.keys(all).length > 0 && { ExpressionAttributeValues: all }),
  };
}
