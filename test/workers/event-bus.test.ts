import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as listDeliveries } from '../../functions/webhooks/list-webhook-deliveries.ts';
import { handler as redeliverEvent } from '../../functions/webhooks/redeliver-event.ts';
import { handler as replay } from '../../functions/webhooks/replay-webhook-endpoint.ts';
import { handler as deliver } from '../../functions/workers/deliver.ts';
import { eventId } from '../../src/domain/recorded-event.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventBus } from '../../src/webhooks/event-bus.ts';
import { call } from '../support/call.ts';
import { deliverAll, redeliverAll, streamOfEvents } from '../support/delivered-events.ts';
import { context } from '../support/event.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { bytesOf, createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

const events = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    recordedEvent({
      paymentId: `p${number}`,
      at: '2026-11-21T12:00:00.000Z',
      body: '{"type":"payment.completed","data":{}}',
    }),
  );
const ids = (count: number) => events(count).map(eventId).toSorted(byText);
const byText = (a: string, b: string) => (a < b ? -1 : 1);

type Detail = Readonly<{ id: string }>;

/** Ids of events by request, and all that the bus took. It refuses those that `refuses` names, and gives no answer while `isDown`. */
let requests: string[][];
let taken: string[];
let refuses: (id: string) => boolean;
let isDown: boolean;
let world: World;
afterEach(() => vi.unstubAllEnvs());
beforeEach(() => {
  world = new World();
  requests = [];
  taken = [];
  refuses = () => false;
  isDown = false;
  // A client of its own: circuit breakers are kept by it.
  const call: typeof putEvents = (url, request) => putEvents(url, request);
  world.overrides = { eventBus: (io) => eventBus('payments', { ...io, call }) };
});

const putEvents: Io['call'] = async (_, { body = '' }) => {
  const put = JSON.parse(body).Entries.map(({ Detail }: { Detail: string }) => (JSON.parse(Detail) as Detail).id);
  requests.push(put);
  if (isDown) return new Promise(() => undefined);
  const Entries = put.map((id: string) => (refuses(id) ? { ErrorCode: 'InternalFailure' } : { EventId: id }));
  taken.push(...put.filter((id: string) => !refuses(id)));
  return { status: 200, headers: new Headers(), body: bytesOf(JSON.stringify({ Entries })) };
};

const statuses = () =>
  world.dynamo
    .items(webhooksTable)
    .filter(({ id }) => id === 'deliveries#event-bus')
    .map(({ status }) => status);

describe('the event bus of a stage', () => {
  it('events are put on the bus ten at a time, each once however often the stream delivers it', async () => {
    await deliverAll(world, events(25));
    await deliverAll(world, events(25));
    expect(requests.map((put) => put.length)).toEqual([10, 10, 5]);
    expect(taken.toSorted(byText)).toEqual(ids(25));
    expect(new Set(statuses())).toEqual(new Set(['delivered']));
  });

  it('events that the bus refuses are put again, without those that it took', async () => {
    const refused = ids(12).slice(0, 3);
    refuses = (id) => refused.includes(id);
    await deliverAll(world, events(12));
    refuses = () => false;
    world.clock.advance(60_000);
    await redeliverAll(world);
    expect(requests.slice(2)).toEqual([refused]);
    expect(taken.toSorted(byText)).toEqual(ids(12));
  });

  it('an outage of the bus delays no webhook and loses no event', async () => {
    isDown = true;
    const at: number[] = [];
    const received = fakeReceivers(world, () => {
      at.push(world.clock.now());
      return 204;
    });
    await createdEndpoint(world);
    const before = world.clock.now();
    // Five requests without an answer open the circuit breaker: after that, a batch does not wait for the bus.
    await deliverAll(world, events(60));
    expect(new Set(at)).toEqual(new Set([before]));
    const later = world.clock.now();
    await deliverAll(world, events(85));
    expect(world.clock.now()).toBe(later);
    expect(received).toHaveLength(85);
    expect(taken).toEqual([]);
    isDown = false;
    for (let minute = 0; minute < 10; minute++) {
      world.clock.advance(60_000);
      await redeliverAll(world);
    }
    expect(taken.toSorted(byText)).toEqual(ids(85));
    expect(new Set(statuses())).toEqual(new Set(['delivered']));
  });

  it('a batch whose time is up is left to the stream', async () => {
    const short = world.io(4_000);
    const batch = streamOfEvents(world, events(2));
    const { batchItemFailures } = await deliver.with(short, short.overrides)(batch, context);
    expect([batchItemFailures.length, requests]).toEqual([1, []]);
    await deliverAll(world, events(2));
    expect(taken).toEqual(ids(2));
  });

  it('its deliveries are listed, redelivered and replayed under the id event-bus, if the stage has a bus', async () => {
    await deliverAll(world, events(3));
    const without = { body: { from: '2026-11-21T00:00:00Z' } };
    const refused = await call(replay, world, 'POST /v1/webhook-endpoints/event-bus/replay', without);
    expect([refused.status, refused.json.code]).toEqual([404, 'webhook_endpoint_not_found']);
    vi.stubEnv('EVENT_BUS', 'payments');
    const { json } = await call(listDeliveries, world, 'GET /v1/webhook-endpoints/event-bus/deliveries');
    expect(json.deliveries.map((one: { event_id: string }) => one.event_id).toSorted(byText)).toEqual(ids(3));
    const [first = ''] = ids(1);
    const path = `POST /v1/events/${encodeURIComponent(first)}/redeliver`;
    expect((await call(redeliverEvent, world, path, { body: { endpoint_id: 'event-bus' } })).status).toBe(202);
    world.clock.advance(60_000);
    await redeliverAll(world);
    expect(requests.at(-1)).toEqual([first]);
    const body = { from: '2026-11-21T00:00:00Z' };
    const replayed = await call(replay, world, 'POST /v1/webhook-endpoints/event-bus/replay', { body });
    expect(replayed).toMatchObject({ status: 202, json: { scheduled: 3 } });
    world.clock.advance(60_000);
    await redeliverAll(world);
    expect(requests.at(-1)?.toSorted(byText)).toEqual(ids(3));
  });

  it('a stage without a bus begins no delivery to one', async () => {
    world.overrides = {};
    await deliverAll(world, events(2));
    expect(statuses()).toEqual([]);
  });
});
