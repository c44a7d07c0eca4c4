import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as listDeliveries } from '../../functions/webhooks/list-webhook-deliveries.ts';
import { handler as redeliverEvent } from '../../functions/webhooks/redeliver-event.ts';
import { handler as rotate } from '../../functions/webhooks/rotate-webhook-secret.ts';
import { handler as update } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { begunAgain } from '../../src/domain/delivery-schedule.ts';
import { eventId, type RecordedEvent } from '../../src/domain/recorded-event.ts';
import { newDelivery } from '../../src/domain/webhook-delivery.ts';
import { webhookEvent } from '../../src/domain/webhook-endpoint.ts';
import type { OutgoingRequest } from '../../src/runtime/http-call.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import { webhookDeliveries } from '../../src/store/webhook-deliveries.ts';
import { call } from '../support/call.ts';
import { deliverAll, redeliverAll } from '../support/delivered-events.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { createdEndpoint, fakeReceivers, type Received } from '../support/webhook-endpoints.ts';
import { eventsTable, World, webhooksTable } from '../support/world.ts';

/** In the form of src/contracts/event.ts. */
const event = (paymentId: string, but: Partial<RecordedEvent> = {}) => {
  const data = {
    event_id: `${paymentId}:payment.completed:0`,
    payment_id: paymentId,
    order_id: null,
    trip_id: 7,
    customer_id: 'c-1',
    refund_id: null,
    reference: 'PAY-1',
    amount: 1,
    currency: 'USD',
    status: 'SUCCESS',
    failure_code: null,
  };
  const at = '2026-11-21T12:00:00.000Z';
  const body = JSON.stringify({ type: 'payment.completed', timestamp: at, data }).replace(
    '"amount":1',
    '"amount":1.00',
  );
  return recordedEvent({ paymentId, at, body, ...but });
};
const payments = (count: number) => Array.from({ length: count }, (_, number) => event(`p${number}`));

let world: World;
/** Requests to the notification service of the stage, and its answers. */
let notified: Received[];
let notificationStatus: (request: OutgoingRequest) => number | Promise<number>;
beforeEach(() => {
  world = new World();
  notified = [];
  notificationStatus = () => 202;
  world.call = async (url, request) => {
    notified.push({ url, request });
    return { status: await notificationStatus(request), headers: new Headers(), body: null };
  };
});

const complete = { batchItemFailures: [] };
const idsOf = (received: readonly Received[]) =>
  received.map(({ request: { headers } }) => headers['webhook-id'] ?? headers['Idempotency-Key']);
const silent = () => new Promise<number>(() => undefined);
const stateOf = (id: string) =>
  world.dynamo
    .items(webhooksTable)
    .filter((item) => item.id === `deliveries#${id}`)
    .map(({ status }) => status);

describe('deliver', () => {
  it('a receiver that fails for one payment gets the 20 others on the first pass', async () => {
    const received = fakeReceivers(world, () => 204);
    await createdEndpoint(world);
    notificationStatus = ({ headers }) => (headers['Idempotency-Key']?.startsWith('p0:') ? 500 : 204);
    expect(await deliverAll(world, payments(21))).toEqual(complete);
    expect(new Set(idsOf(notified)).size).toBe(21);
    expect(received).toHaveLength(21);
    const states = stateOf('notification-service');
    expect(states.filter((status) => status === 'delivered')).toHaveLength(20);
    expect(states.filter((status) => status === 'pending')).toHaveLength(1);
  });

  it('a receiver that answers 404 for a while gets every event, without anybody’s help', async () => {
    await createdEndpoint(world);
    let status = 404;
    const received = fakeReceivers(world, () => status);
    notificationStatus = () => status;
    await deliverAll(world, payments(12));
    status = 204;
    for (let minute = 0; minute < 10; minute++) {
      world.clock.advance(60_000);
      await redeliverAll(world);
    }
    for (const all of [received, notified]) expect(new Set(idsOf(all)).size).toBe(12);
    const states = world.dynamo.items(webhooksTable).filter(({ id }) => String(id).startsWith('deliveries#'));
    expect(states.map(({ status }) => status)).toEqual(Array.from({ length: 24 }, () => 'delivered'));
  });

  it('a silent receiver delays nobody else’s first attempt', async () => {
    const at: Record<string, number> = {};
    fakeReceivers(world, (url) => {
      at[url] ??= world.clock.now();
      return url.endsWith('/silent') ? silent() : 204;
    });
    for (const name of ['silent', 'a', 'b']) await createdEndpoint(world, { url: `https://example.com/${name}` });
    const before = world.clock.now();
    await deliverAll(world, payments(10));
    expect(Object.values(at).map((one) => one - before)).toEqual([0, 0, 0]);
    expect(world.clock.now() - before).toBe(2_000);
    // Its circuit breaker is open: the next batch does not wait for it.
    await deliverAll(world, [event('p10')]);
    expect(world.clock.now() - before).toBe(2_000);
  });

  it('25 events for 50 endpoints take no more connections at once than a function may have', async () => {
    let open = 0;
    let most = 0;
    const received = fakeReceivers(world, async () => {
      most = Math.max(most, ++open);
      await world.io(30_000).sleep(100);
      open--;
      return 204;
    });
    for (let number = 0; number < 50; number++) await createdEndpoint(world, { url: `https://example.com/${number}` });
    const before = world.clock.now();
    await deliverAll(world, payments(25));
    expect(received).toHaveLength(1_250);
    expect(new Set(received.slice(0, 50 * 4).map(({ url }) => url)).size).toBe(50);
    expect([most, world.clock.now() - before]).toEqual([200, 700]);
  });

  it('a repeated record is sent once, and a receiver whose answer was lost gets the same bytes', async () => {
    let status: number | Promise<never> = 204;
    const received = fakeReceivers(world, () => status);
    const { secret } = await createdEndpoint(world);
    await deliverAll(world, [event('p1')]);
    await deliverAll(world, [event('p1')]);
    expect(received).toHaveLength(1);
    status = Promise.reject(new TypeError('the answer was lost'));
    status.catch(() => undefined);
    await deliverAll(world, [event('p2')]);
    status = 204;
    world.clock.advance(60_000);
    await redeliverAll(world);
    const [, first, second] = received;
    expect(received).toHaveLength(3);
    expect(second?.request.body).toBe(first?.request.body);
    expect(second?.request.headers['webhook-id']).toBe(first?.request.headers['webhook-id']);
    vi.useFakeTimers({ now: world.clock.now(), toFake: ['Date'] });
    expect(new Webhook(secret).verify(String(second?.request.body), { ...second?.request.headers })).toBeTruthy();
    vi.useRealTimers();
  });

  it('an event that was imported is sent to nobody', async () => {
    const received = fakeReceivers(world);
    await createdEndpoint(world);
    await deliverAll(world, [event('p1', { quiet: true })]);
    expect([received, notified]).toEqual([[], []]);
  });

  it('an event that was posted longer ago than deliveries are kept comes from a restored table, and is sent to nobody', async () => {
    const received = fakeReceivers(world);
    await createdEndpoint(world);
    world.clock.advance(90 * 86_400_000 + 1);
    const at = '2026-11-21T12:00:00.000Z';
    const postedAt = new Date(world.clock.now()).toISOString();
    await deliverAll(world, [event('old', { at }), event('late', { at, postedAt })]);
    expect([idsOf(received), idsOf(notified)]).toEqual([['late:payment.completed:0'], ['late:payment.completed:0']]);
  });

  it('an endpoint gets no event that was posted before it was created, unless it is asked for', async () => {
    const received = fakeReceivers(world);
    world.clock.advance(10 * 86_400_000);
    const { id } = await createdEndpoint(world);
    const day = (number: number) => ({ at: `2026-11-${number}T12:00:00.000Z` });
    const postedAt = new Date(world.clock.now()).toISOString();
    const events = [event('before', day(28)), event('late', { ...day(28), postedAt }), event('told-late', day(30))];
    await deliverAll(world, events);
    expect(idsOf(received)).toEqual(['late:payment.completed:0', 'told-late:payment.completed:0']);
    expect(notified).toHaveLength(3);
    const path = `POST /v1/events/${encodeURIComponent('before:payment.completed:0')}/redeliver`;
    await call(redeliverEvent, world, path, { body: { endpoint_id: id } });
    await redeliverAll(world);
    expect(idsOf(received).at(-1)).toBe('before:payment.completed:0');
  });

  it('an endpoint gets the types that it asked for', async () => {
    const received = fakeReceivers(world);
    await createdEndpoint(world, { url: 'https://example.com/1', event_types: ['payment.failed'] });
    await createdEndpoint(world, { url: 'https://example.com/2', event_types: ['payment.completed'] });
    await deliverAll(world, [event('p1')]);
    expect(received.map(({ url }) => url)).toEqual(['https://example.com/2']);
  });

  it('the notification service gets the body that it has always got, with what came later at its end', async () => {
    await deliverAll(world, [event('p1'), event('p2', { type: 'payment.begun' })]);
    expect(notified.map(({ url, request: { headers, body } }) => [url, headers['Idempotency-Key'], body])).toEqual([
      [
        'http://localhost:8084/v1/notifications',
        'p1:payment.completed:0',
        '{"event_id":"p1:payment.completed:0","type":"payment.completed","payment_id":"p1","trip_id":7,"amount":1.00,' +
          '"currency":"USD","status":"SUCCESS","created_at":"2026-11-21T12:00:00.000Z","customer_id":"c-1","reference":"PAY-1"}',
      ],
    ]);
    expect(notified[0]?.request.headers).not.toHaveProperty('webhook-signature');
  });

  it('what the release before notified is not notified again', async () => {
    const marker = { id: 'notified', sort: 'p1:payment.completed:0' };
    world.dynamo.keep('payment-service-local-projections', marker);
    await deliverAll(world, [event('p1'), event('p2')]);
    expect(idsOf(notified)).toEqual(['p2:payment.completed:0']);
  });

  it('a store that fails repeats the batch, and what was delivered is not sent again', async () => {
    const received = fakeReceivers(world);
    await createdEndpoint(world);
    world.dynamo.intercept = async (operation, apply) => {
      const isOfP1 = operation.name === 'PutItem' && String(operation.input.Item?.event_id).startsWith('p1:');
      if (isOfP1) throw new DOMException('slow', 'TimeoutError');
      return apply();
    };
    expect((await deliverAll(world, payments(3))).batchItemFailures).toHaveLength(1);
    world.dynamo.intercept = (_operation, apply) => apply();
    expect(await deliverAll(world, payments(3))).toEqual(complete);
    expect(idsOf(received).filter((id) => id !== 'p1:payment.completed:0')).toEqual([
      'p0:payment.completed:0',
      'p2:payment.completed:0',
    ]);
    expect(stateOf('notification-service')).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('during a rotation each delivery is signed by both secrets, and afterwards by the new one', async () => {
    const received = fakeReceivers(world);
    const { id, secret } = await createdEndpoint(world);
    const { json } = await call(rotate, world, `POST /v1/webhook-endpoints/${id}/rotate-secret`);
    const deliveries: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ['p1', [secret, json.secret], []],
      ['p2', [json.secret], [secret]],
    ];
    for (const [paymentId, good, bad] of deliveries) {
      await deliverAll(world, [event(paymentId)]);
      const { body, headers } = received.at(-1)?.request ?? { headers: {} };
      vi.useFakeTimers({ now: world.clock.now(), toFake: ['Date'] });
      for (const one of good) expect(new Webhook(one).verify(String(body), { ...headers })).toBeTruthy();
      for (const one of bad) expect(() => new Webhook(one).verify(String(body), { ...headers })).toThrow();
      vi.useRealTimers();
      world.clock.advance(24 * 3_600_000);
    }
  });
});

const hour = 3_600;

describe('redeliver', () => {
  it('makes ten attempts at the times of the schedule; then the delivery is dead, and redrive delivers it', async () => {
    let status = 500;
    const at: number[] = [];
    const received = fakeReceivers(world, () => {
      at.push(world.clock.now());
      return status;
    });
    const { id } = await createdEndpoint(world);
    await deliverAll(world, [event('p1'), event('p2')]);
    // The worker runs every minute: an attempt is made in the minute in which it is due.
    for (let runs = 0; runs < 60; runs++) {
      const rows = world.dynamo.items(webhooksTable).filter((item) => item.id === `due#${id}`);
      const [first] = rows.map(({ sort }) => Date.parse(String(sort).slice(0, 24))).sort((one, other) => one - other);
      if (first === undefined) break;
      const now = world.clock.now();
      world.clock.advance(first > now ? first - now : 60_000);
      await redeliverAll(world);
    }
    const times = at.filter((_, index) => idsOf(received)[index]?.startsWith('p1:'));
    const pauses = times.slice(1).map((one, index) => Math.round((one - (times[index] ?? 0)) / 1_000));
    // After the fifth failure the circuit breaker probes once a minute, with one delivery at a time.
    const wanted = [5, 300, 1_800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
    expect(times).toHaveLength(10);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(wanted[index] ?? 0);
      expect(pause).toBeLessThanOrEqual((wanted[index] ?? 0) + 120);
    }
    const list = async (query = {}) =>
      (await call(listDeliveries, world, `GET /v1/webhook-endpoints/${id}/deliveries`, { query })).json.deliveries;
    const dead = { status: 'dead', dead_reason: 'exhausted', attempts: 10, last_status: 500 };
    expect(await list({ status: 'dead' })).toMatchObject([dead, dead]);

    status = 204;
    for (const { event_id } of await list({ status: 'dead' })) {
      const path = `POST /v1/events/${encodeURIComponent(event_id)}/redeliver`;
      expect((await call(redeliverEvent, world, path, { body: { endpoint_id: id } })).status).toBe(202);
    }
    for (let minute = 0; minute < 3; minute++) {
      world.clock.advance(60_000);
      await redeliverAll(world);
    }
    expect(await list({ status: 'dead' })).toEqual([]);
    expect(await list()).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
  });

  it('events that it cannot read keep no others waiting, and are sent once it can', async () => {
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    const all = payments(13);
    const now = world.clock.now();
    for (const [index, one] of all.entries()) {
      const delivery = begunAgain(newDelivery(id, webhookEvent(one)), now - 60_000 + index);
      await webhookDeliveries(world.io(10_000)).keep(delivery, 4_000_000_000);
      // A later release knows accounts that this one does not.
      const later = index < 12 ? { lines: [['later', 'USD', 1]] } : {};
      world.dynamo.keep(eventsTable, { ...eventItemOf(one, 1), id: one.paymentId, ...later });
    }
    await redeliverAll(world);
    expect(idsOf(received)).toEqual(['p12:payment.completed:0']);
    for (const one of all) world.dynamo.keep(eventsTable, { ...eventItemOf(one, 1), id: one.paymentId });
    world.clock.advance(3_600_000);
    await redeliverAll(world);
    expect(received).toHaveLength(13);
    expect(new Set(idsOf(received))).toEqual(new Set(all.map(eventId)));
  });

  it('a 410 ends the delivery and disables the endpoint', async () => {
    fakeReceivers(world, () => 410);
    const { id } = await createdEndpoint(world);
    await deliverAll(world, [event('p1')]);
    expect(stateOf(id)).toEqual(['dead']);
    expect(world.dynamo.items(webhooksTable).find(({ sort }) => sort === id)).toMatchObject({
      disabled_reason: 'gone',
    });
  });

  it('an endpoint that fails for five days is disabled, and keeps what it missed', async () => {
    let status = 500;
    const received = fakeReceivers(world, () => status);
    const { id } = await createdEndpoint(world);
    await deliverAll(world, [event('p1')]);
    world.clock.advance(5 * 86_400_000);
    await deliverAll(world, [event('p2')]);
    const stored = () => world.dynamo.items(webhooksTable).find(({ sort }) => sort === id);
    expect(stored()).toMatchObject({ disabled_reason: 'failing' });
    const before = received.length;
    world.clock.advance(3_600_000);
    await redeliverAll(world);
    expect(received).toHaveLength(before);
    status = 204;
    await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'enabled' } });
    for (let minute = 0; minute < 3; minute++) {
      world.clock.advance(60_000);
      await redeliverAll(world);
    }
    expect(stateOf(id)).toEqual(['delivered', 'delivered']);
    expect(stored()).not.toHaveProperty('failing_since');
  });

  it.each([
    ['a failure, after the success that ended it', [500, 204, 204], 0, undefined],
    ['a success, after the next failure', [500, 204, 500], 1, 3 * 60_000],
  ])(
    'a late copy of what is noted of an endpoint changes nothing: %s',
    async (_what, answers, copied, failingAfter) => {
      const start = world.clock.now();
      let status = 0;
      fakeReceivers(world, () => status);
      const { id } = await createdEndpoint(world);
      const notes: (() => Promise<unknown>)[] = [];
      world.dynamo.intercept = async ({ input }, apply) => {
        if ('UpdateExpression' in input && input.UpdateExpression?.includes('failing_since')) notes.push(apply);
        return apply();
      };
      for (const [index, answer] of answers.entries()) {
        world.clock.advance(60_000);
        status = answer;
        await deliverAll(world, [event(`p${index}`)]);
      }
      await notes[copied]?.().catch(() => undefined);
      const stored = world.dynamo.items(webhooksTable).find(({ sort }) => sort === id);
      expect(stored?.failing_since).toBe(failingAfter && start + failingAfter);
    },
  );

  it('nothing is sent once a request to disable was answered, and it is sent when the endpoint is enabled again', async () => {
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'disabled' } });
    await deliverAll(world, [event('p1')]);
    await redeliverAll(world);
    expect([received, stateOf(id)]).toEqual([[], ['pending']]);
    await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'enabled' } });
    await redeliverAll(world);
    expect([idsOf(received), stateOf(id)]).toEqual([[eventId(event('p1'))], ['delivered']]);
  });

  it('what a worker read of an endpoint is too old for an attempt after a second', async () => {
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    const answered: number[] = [];
    world.dynamo.intercept = async (operation, apply) => {
      // The function is frozen while it looks for an earlier delivery. Meanwhile the endpoint is disabled.
      const isLookUp = operation.name === 'GetItem' && String(operation.input.Key?.id) === `deliveries#${id}`;
      if (isLookUp && answered.length === 0) {
        answered.push(world.clock.now());
        await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'disabled' } });
      }
      return apply();
    };
    await deliverAll(world, [event('p1')]);
    expect([answered.length, received, stateOf(id)]).toEqual([1, [], ['pending']]);
  });

  it.each([
    ['fails', async () => 500],
    ['is silent', silent],
  ])('a receiver that %s is probed once a minute, and the others are not kept waiting', async (_how, answer) => {
    const received = fakeReceivers(world, (url) => (url.endsWith('/bad') ? answer() : 204));
    await createdEndpoint(world, { url: 'https://example.com/bad' });
    const start = world.clock.now();
    await deliverAll(world, payments(25));
    const before = received.length;
    for (let minute = 1; minute <= 3; minute++) {
      world.clock.advance(start + minute * 60_000 - world.clock.now());
      await redeliverAll(world);
      expect(received).toHaveLength(before + minute);
    }
  });
});
