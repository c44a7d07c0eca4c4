import type { DisabledReason, PreviousSecret, WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, UpdateItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import { endpointCreations } from './endpoint-creations.ts';
import type { Item } from './item.ts';
import { allOf } from './pages.ts';
import type { TransactionWrites } from './transaction-writes.ts';
import { endpointKey, endpointOf, endpointPartition, previousValues } from './webhook-endpoint-item.ts';

const TableName = requiredEnv('WEBHOOKS_TABLE');

/** New values of attributes; undefined removes one. */
type EndpointWrite = Readonly<Record<string, unknown>>;
type Condition = Readonly<{ expression: string; values?: Item }>;

/** Changed fields of an endpoint. Members that are left out stay as they are. */
export type EndpointChange = Readonly<{
  url?: string;
  description?: string | undefined;
  types?: readonly string[] | undefined;
}>;

export type WebhookEndpoints = ReturnType<typeof webhookEndpoints>;

/** How long a deleted endpoint leaves a tombstone: longer than any write of it may be under way. */
const tombstoneMs = 86_400_000;

/** Where events are sent, with the secrets that sign them. */
export function webhookEndpoints({ send }: Pick<Io, 'send'>) {
  async function update(
    endpointId: string,
    values: EndpointWrite,
    also: Condition,
  ): Promise<WebhookEndpoint | undefined> {
    const operation = new UpdateItem({ ...updateIf(endpointId, values, also), ReturnValues: 'ALL_NEW' });
    const write = await conditional(send(operation));
    return write.done ? endpointOf(write.value.Attributes) : undefined;
  }

  /** The endpoint after a change; undefined if it was changed since it was seen, or by an earlier attempt of this write. */
  const change = (seen: WebhookEndpoint, values: EndpointWrite) =>
    update(seen.id, nextRevision(seen, values), isAsSeen(seen));

  return {
    ...endpointCreations({ send }),

    /**
     * Consistently read: an endpoint that was disabled a moment ago is disabled here. All pages, because the tombstones of many
     * endpoints may fill the first one.
     */
    async all(): Promise<readonly WebhookEndpoint[]> {
      const query = {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': endpointPartition },
      };
      const items = await allOf({ ...query, ConsistentRead: true }, { send });
      return items.filter(isThere).map(endpointOf);
    },

    async get(endpointId: string): Promise<WebhookEndpoint | undefined> {
      const { Item } = await attempted(
        send(new GetItem({ TableName, Key: endpointKey(endpointId), ConsistentRead: true })),
      );
      return Item && isThere(Item) ? endpointOf(Item) : undefined;
    },

    change: (seen: WebhookEndpoint, values: EndpointChange) => change(seen, values),

    enable: (seen: WebhookEndpoint, now: number) =>
      change(seen, {
        disabled_reason: undefined,
        disabled_at: undefined,
        failing_since: undefined,
        working_at: now,
      }),

    /** One that is disabled keeps its reason and time. */
    disable: (seen: WebhookEndpoint, reason: DisabledReason, now: number) =>
      change(seen, seen.state.status === 'disabled' ? {} : { disabled_reason: reason, disabled_at: now }),

    /** The same for one that the service disables, as a write of a transaction. It is refused if the endpoint was changed since. */
    disabling: (seen: WebhookEndpoint, reason: DisabledReason, now: number): TransactionWrites => {
      const values = nextRevision(seen, { disabled_reason: reason, disabled_at: now });
      return [{ Update: updateIf(seen.id, values, isAsSeen(seen)) }];
    },

    rotate: (seen: WebhookEndpoint, secret: string, previous: readonly PreviousSecret[]) =>
      change(seen, { secret, ...previousValues(previous) }),

    /** Leaves a tombstone, without secrets and small, so that no write of the endpoint that arrives late brings it back. */
    remove: (seen: WebhookEndpoint, now: number) =>
      change(seen, {
        url: '',
        description: undefined,
        types: undefined,
        secret: '',
        ...previousValues([]),
        deleted_at: now,
        expires_at: Math.ceil((now + tombstoneMs) / 1_000),
      }),

    /**
     * Notes the first failure since the last success. Both notes ask for what was seen instead of comparing clocks: one that
     * arrives late changes nothing.
     */
    noteFailure: ({ id: endpointId, workingAt }: WebhookEndpoint, at: number) => {
      const seen = workingAt === undefined ? 'attribute_not_exists(working_at)' : 'working_at = :workingAt';
      return update(
        endpointId,
        { failing_since: at },
        {
          expression: `attribute_not_exists(failing_since) AND ${seen}`,
          ...(workingAt !== undefined && { values: { ':workingAt': workingAt } }),
        },
      );
    },

    /** Ends the failing that was seen, and none that began after. */
    noteSuccess: ({ id: endpointId, failingSince }: WebhookEndpoint, at: number) =>
      update(
        endpointId,
        { failing_since: undefined, working_at: at },
        { expression: 'failing_since = :failingSince', values: { ':failingSince': failingSince } },
      ),
  };
}

const isThere = (item: Item): boolean => item.deleted_at === undefined;

const nextRevision = ({ revision }: WebhookEndpoint, values: EndpointWrite) => ({ ...values, revision: revision + 1 });
const isAsSeen = ({ revision }: WebhookEndpoint): Condition => ({
  expression: 'revision = :seen',
  values: { ':seen': revision },
});

const updateIf = (endpointId: string, values: EndpointWrite, also: Condition) => ({
  TableName,
  Key: endpointKey(endpointId),
  ...updateOf(values, also.values),
  ConditionExpression: `attribute_exists(id) AND attribute_not_exists(deleted_at) AND ${also.expression}`,
});

/** An update by attribute. Names are substituted, because some are reserved words of DynamoDB. */
function updateOf(values: EndpointWrite, more: Item = {}) {
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
