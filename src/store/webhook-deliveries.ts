import type { Delivery, LivingDelivery } from '../domain/webhook-delivery.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { DeleteItem, GetItem, PutItem, Query } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import type { Item } from './item.ts';
import { countOf } from './pages.ts';
import type { TransactionWrites } from './transaction-writes.ts';
import { deliveryIn, deliveryItemOf } from './webhook-delivery-item.ts';

const TableName = requiredEnv('WEBHOOKS_TABLE');

type EventKey = Pick<Delivery['event'], 'id' | 'at'>;

/** Events sort by time; the id makes two of one time different. */
const sortOf = ({ at, id }: EventKey) => `${at}#${id}`;
const placeOf = ({ endpointId, event }: Pick<Delivery, 'endpointId' | 'event'>) => ({
  id: `deliveries#${endpointId}`,
  sort: sortOf(event),
});
/** Dead deliveries are in one partition, so that one query counts them. */
const deadRowOf = ({ endpointId, event }: Delivery) => ({ id: 'dead', sort: `${endpointId}#${sortOf(event)}` });
/** The revision makes each row unique, so that a delete that arrives late cannot remove a newer row. */
const dueRowOf = ({ endpointId, event, revision }: Delivery, dueAt: string) => ({
  id: `due#${endpointId}`,
  sort: `${dueAt}#${revision}#${event.id}`,
});

const itemOf = (key: Item, delivery: Delivery, expiresAt: number): Item => ({
  ...key,
  ...deliveryItemOf(delivery),
  expires_at: expiresAt,
});

/** The write of a delivery's state, unless a later one is stored. */
const stateOf = (delivery: Delivery, expiresAt: number) => ({
  TableName,
  Item: itemOf(placeOf(delivery), delivery, expiresAt),
  ConditionExpression: 'attribute_not_exists(id) OR revision < :revision',
  ExpressionAttributeValues: { ':revision': delivery.revision },
});

export type WebhookDeliveries = ReturnType<typeof webhookDeliveries>;

/** A delivery that is due, as its row has it. `sort` identifies the row. */
export type DueDelivery = Readonly<{ delivery: Delivery; sort: string }>;

/**
 * The delivery of each event to each endpoint. One that waits also has a row in order of its due time. The row is written
 * first, so that no delivery waits without one; a row that its delivery has left behind is removed when it is due.
 */
export function webhookDeliveries({ send }: Pick<Io, 'send'>) {
  async function query(id: string, before: string, Limit: number, ScanIndexForward: boolean): Promise<Item[]> {
    const page = new Query({
      TableName,
      KeyConditionExpression: 'id = :id AND sort < :after',
      ExpressionAttributeValues: { ':id': id, ':after': before },
      ConsistentRead: true,
      Limit,
      ScanIndexForward,
    });
    const { Items = [] } = await attempted(send(page));
    return Items;
  }

  return {
    async get(endpointId: string, event: Delivery['event']): Promise<Delivery | undefined> {
      const Key = placeOf({ endpointId, event });
      const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
      return Item && deliveryIn(endpointId, Item);
    },

    /** Writes the state of a delivery. False if a later one is stored, which then stays. */
    async keep(delivery: LivingDelivery, expiresAt: number): Promise<boolean> {
      const { state } = delivery;
      if (state.status === 'pending') {
        const Item = itemOf(dueRowOf(delivery, state.dueAt), delivery, expiresAt);
        await attempted(send(new PutItem({ TableName, Item })));
      }
      return (await conditional(send(new PutItem(stateOf(delivery, expiresAt))))).done;
    },

    /**
     * The same for a dead delivery, as writes of a transaction, so that its row in the list of dead ones comes with it. They are
     * refused if a later state is stored, also when they arrive late.
     */
    deathWrites: (delivery: Delivery, expiresAt: number): TransactionWrites => [
      { Put: stateOf(delivery, expiresAt) },
      { Put: { TableName, Item: itemOf(deadRowOf(delivery), delivery, expiresAt) } },
    ],

    /** At most so many that are due by an instant, the longest overdue first. */
    async due(endpointId: string, instant: string, most: number): Promise<readonly DueDelivery[]> {
      const items = await query(`due#${endpointId}`, `${instant}$`, most, true);
      return items.map((item) => ({ delivery: deliveryIn(endpointId, item), sort: String(item.sort) })).slice(0, most);
    },

    async forget({ delivery, sort }: DueDelivery): Promise<void> {
      await attempted(send(new DeleteItem({ TableName, Key: { id: `due#${delivery.endpointId}`, sort } })));
    },

    /**
     * Takes a delivery out of the dead ones, which is stored as not dead. A delete that arrives late, when the delivery is dead
     * again, must not remove the row of that death, which has a later revision.
     */
    async revive(delivery: LivingDelivery): Promise<void> {
      const operation = new DeleteItem({
        TableName,
        Key: deadRowOf(delivery),
        ConditionExpression: 'revision <= :revision',
        ExpressionAttributeValues: { ':revision': delivery.revision },
      });
      await conditional(send(operation));
    },

    /** The newest events first, before a position. */
    async list(endpointId: string, { before = '~', limit, dead }: DeliveryQuery): Promise<readonly Delivery[]> {
      const items = dead
        ? await query('dead', `${endpointId}#${before}`, limit, false)
        : await query(`deliveries#${endpointId}`, before, limit, false);
      const own = items.filter(({ sort }) => !dead || String(sort).startsWith(`${endpointId}#`));
      return own.map((item) => deliveryIn(endpointId, item));
    },

    countDead: (): Promise<number> => countOf(TableName, 'dead', { send }),
  };
}

/** `before`: the position that a page ended at. */
export type DeliveryQuery = Readonly<{ before?: string | undefined; limit: number; dead: boolean }>;

/** The position of a delivery in its list. */
export const positionOf = ({ event }: Pick<Delivery, 'event'>): string => sortOf(event);
