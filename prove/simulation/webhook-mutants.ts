import { isSuccess } from '../../src/domain/delivery-schedule.ts';
import { newDelivery } from '../../src/domain/webhook-delivery.ts';
import { failureKey, isWebhookFailure } from '../../src/domain/webhook-failure.ts';
import { DeleteItem, GetItem, PutItem, TransactWriteItems } from '../../src/runtime/operations.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import { eventsTable } from '../../test/support/world.ts';
import type { Mutant } from './mutant.ts';
import { withDeliveries, withEndpoints, withEventBus, withReceivers } from './mutant-tools.ts';

const stage = { hasWebhooks: true };

/** The ways to be wrong about webhooks. */
export const webhookMutants: readonly Mutant[] = [
  {
    name: 'retry-the-batch-on-500',
    stage,
    what: 'a receiver that fails makes the stream repeat the batch, and everybody behind it waits',
    ...withReceivers((real, { process }) => ({
      send: async (...sent) => {
        const answer = await real.send(...sent);
        const isFailure = answer.kind === 'failed' || answer.status >= 500;
        if (isFailure && process.name.endsWith(' deliver')) throw new Error('the receiver failed');
        return answer;
      },
    })),
  },
  {
    name: 'mark-before-send',
    stage,
    what: 'a delivery is written down as done before it is sent',
    ...withDeliveries((real) => ({
      get: async (endpointId, event) => {
        const known = await real.get(endpointId, event);
        const done = { ...newDelivery(endpointId, event), revision: 1, state: { status: 'delivered' } as const };
        if (known === undefined) await real.keep(done, 0);
        return known;
      },
    })),
  },
  {
    name: 'sign-with-the-newest-secret-only',
    stage,
    what: 'receivers that have not changed over yet cannot verify deliveries during a rotation',
    ...withReceivers((real) => ({ send: (url, event, secrets) => real.send(url, event, secrets.slice(0, 1)) })),
  },
  {
    name: 'endpoints-read-once',
    stage,
    what: 'a worker that was frozen goes on with the endpoints as they were',
    ...withEndpoints((real) => {
      let all: ReturnType<typeof real.all> | undefined;
      return { all: () => (all ??= real.all()) };
    }),
  },
  {
    name: 'due-without-a-row',
    stage,
    what: 'a delivery that failed waits, and nothing says when it is due',
    rewrite: (operation) => {
      if (!(operation instanceof PutItem)) return operation;
      const { TableName, Item = {} } = operation.input;
      const isRow = String(Item.id).startsWith('due#');
      return isRow ? new GetItem({ TableName, Key: { id: Item.id, sort: Item.sort } }) : operation;
    },
  },
  {
    name: 'dead-event-without-its-delivery',
    stage,
    what: 'that a delivery is dead is recorded before the delivery is written, and not with it',
    rewrite: (operation) => {
      if (!(operation instanceof TransactWriteItems)) return operation;
      const { TransactItems = [], ...token } = operation.input;
      const isOfDelivery = TransactItems.some(({ Put }) => String(Put?.Item?.id).startsWith('deliveries#'));
      const events = TransactItems.filter(({ Put }) => Put?.TableName === eventsTable);
      return isOfDelivery ? new TransactWriteItems({ ...token, TransactItems: events }) : operation;
    },
  },
  {
    name: 'dead-delivery-of-a-dead-event-tells-of-itself',
    stage,
    what: 'a dead delivery of an event about webhooks brings about an event as any other does, and its delivery dies in turn',
    ...withDeliveries((real, { timeline }) => ({
      deathWrites: (delivery, expiresAt) => {
        const { state, event } = delivery;
        const writes = real.deathWrites(delivery, expiresAt);
        if (state.status !== 'dead' || !isWebhookFailure(event.type)) return writes;
        const at = new Date(timeline.now()).toISOString();
        const key = failureKey({ type: 'delivery.dead', delivery, reason: state.reason, at });
        const data = { undelivered_event_id: event.id, undelivered_event_type: event.type };
        const body = JSON.stringify({ type: key.type, timestamp: at, data });
        const rest = { quiet: false, lines: [], processor: undefined, postedAt: undefined };
        return [{ Put: { TableName: eventsTable, Item: eventItemOf({ ...key, at, body, ...rest }, 1) } }, ...writes];
      },
    })),
  },
  {
    name: 'revived-whenever',
    stage,
    what: 'whoever begins a dead delivery again takes it out of the dead ones, also when that arrives late and it is dead again',
    rewrite: (operation) => {
      if (!(operation instanceof DeleteItem) || operation.input.Key?.id !== 'dead') return operation;
      const { TableName, Key } = operation.input;
      return new DeleteItem({ TableName, Key });
    },
  },
  {
    name: 'redriven-without-a-request',
    stage,
    what: 'a dead delivery that an operator begins again counts as delivered, and nothing is sent',
    ...withDeliveries((real, { process }) => ({
      keep: (delivery, expiresAt) => {
        const isRedriven = process.name.endsWith('replay-webhook-endpoint') && delivery.state.status === 'pending';
        return real.keep(isRedriven ? { ...delivery, state: { status: 'delivered' } } : delivery, expiresAt);
      },
    })),
  },
  {
    name: 'bus-request-answered-is-all-taken',
    stage,
    what: 'a request to the bus that was answered is taken for done, whatever became of its entries',
    ...withEventBus((real) => ({
      put: async (events) => {
        const answers = await real.put(events);
        const taken = answers.find(isSuccess);
        return taken === undefined ? answers : answers.map(() => taken);
      },
    })),
  },
];
