import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/replay-webhook-endpoint.ts';
import { newDelivery } from '../../src/domain/webhook-delivery.ts';
import { webhookEvent } from '../../src/domain/webhook-endpoint.ts';
import { webhookDeliveries } from '../../src/store/webhook-deliveries.ts';
import { call } from '../support/call.ts';
import { redeliverAll, streamOfEvents } from '../support/delivered-events.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { createdEndpoint, fakeReceivers, keepDelivery } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

const eventAt = (number: number) =>
  recordedEvent({
    paymentId: `p${number}`,
    type: 'payment.refunded',
    at: new Date(Date.parse('2026-11-21T09:00:00.000Z') + number * 1_000).toISOString(),
  });

describe('POST /v1/webhook-endpoints/{endpoint_id}/replay', () => {
  it('sends all events of a time again, a hundred for each request', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    streamOfEvents(world, [...Array.from({ length: 120 }, (_, number) => eventAt(number)), eventAt(4_000)]);
    const replay = (body: object) => call(handler, world, `POST /v1/webhook-endpoints/${id}/replay`, { body });
    const range = { from: '2026-11-21T09:00:00Z', to: '2026-11-21T10:00:00Z' };
    const first = await replay(range);
    expect([first.status, first.json.scheduled]).toEqual([202, 100]);
    const { json } = await replay({ ...range, cursor: first.json.next_cursor });
    expect(json).toEqual({ scheduled: 20, next_cursor: null });
    for (let run = 0; run < 3; run++) await redeliverAll(world);
    expect(new Set(received.map(({ request }) => request.headers['webhook-id'])).size).toBe(120);
  });

  it('sends the events of one payment again, however long ago they happened', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    streamOfEvents(world, [eventAt(1), eventAt(2)]);
    const body = { from: '2020-01-01T00:00:00Z', payment_id: 'p1' };
    const { json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/replay`, { body });
    await redeliverAll(world);
    expect([json.scheduled, received.map(({ request }) => request.headers['webhook-id'])]).toEqual([
      1,
      ['p1:payment.refunded:0'],
    ]);
  });

  describe('of dead deliveries', () => {
    const range = { from: '1970-01-01T00:00:00Z', status: 'dead' };

    async function endpointWithDead(count: number) {
      const world = new World();
      const received = fakeReceivers(world);
      const { id } = await createdEndpoint(world);
      const events = Array.from({ length: count }, (_, number) => eventAt(number));
      streamOfEvents(world, events);
      const deliveries = webhookDeliveries(world.io(10_000));
      for (const event of events) {
        const state = { status: 'dead', reason: 'exhausted' } as const;
        const delivery = { ...newDelivery(id, webhookEvent(event)), state, attempts: 10, revision: 10 };
        await keepDelivery(world, delivery);
      }
      const replay = (body: object) => call(handler, world, `POST /v1/webhook-endpoints/${id}/replay`, { body });
      const idsReceived = async () => {
        for (let run = 0; run < 3; run++) await redeliverAll(world);
        return received.map(({ request }) => request.headers['webhook-id']);
      };
      return { world, deliveries, replay, idsReceived };
    }

    it('begins each again, a hundred for each request', async () => {
      const { deliveries, replay, idsReceived } = await endpointWithDead(120);
      const first = await replay(range);
      expect([first.status, first.json.scheduled]).toEqual([202, 100]);
      const { json } = await replay({ ...range, cursor: first.json.next_cursor });
      expect(json).toEqual({ scheduled: 20, next_cursor: null });
      expect(await deliveries.countDead()).toBe(0);
      const ids = await idsReceived();
      expect([ids.length, new Set(ids).size]).toEqual([120, 120]);
    });

    it('begins none twice when the request is repeated, with or without the answer to the first one', async () => {
      const { deliveries, replay, idsReceived } = await endpointWithDead(30);
      const both = await Promise.all([replay(range), replay(range)]);
      expect(both.reduce((sum, { json }) => sum + Number(json.scheduled), 0)).toBe(30);
      expect((await replay(range)).json).toEqual({ scheduled: 0, next_cursor: null });
      expect(await deliveries.countDead()).toBe(0);
      expect(new Set(await idsReceived()).size).toBe(30);
    });

    it('removes the row of one that an earlier request began and could not remove', async () => {
      const { world, deliveries, replay, idsReceived } = await endpointWithDead(1);
      const [row] = world.dynamo.items(webhooksTable).filter(({ id }) => id === 'dead');
      await replay(range);
      world.dynamo.keep(webhooksTable, { ...row, id: 'dead' });
      expect((await replay(range)).json.scheduled).toBe(0);
      expect([await deliveries.countDead(), (await idsReceived()).length]).toEqual([0, 1]);
    });

    it('leaves those of other times and other payments dead', async () => {
      const { deliveries, replay } = await endpointWithDead(30);
      const from = '2026-11-21T09:00:10Z';
      expect((await replay({ ...range, from, to: '2026-11-21T09:00:20Z' })).json.scheduled).toBe(10);
      expect((await replay({ ...range, payment_id: 'p1' })).json.scheduled).toBe(1);
      expect(await deliveries.countDead()).toBe(19);
    });
  });

  it.each([
    [{ from: '2026-11-21T09:00:00Z', status: 'pending' }, 'field_invalid', '/status'],
    [{}, 'field_required', '/from'],
    [{ from: 'yesterday' }, 'field_invalid', '/from'],
    [{ from: '2026-02-30T09:00:00Z' }, 'field_invalid', '/from'],
    [{ from: '2026-11-21T09:00:00Z', to: '2026-11-21T09:00:00Z' }, 'field_invalid', '/from'],
    [{ from: '2026-11-21T09:00:00Z', to: '2026-11-20T09:00:00Z', status: 'dead' }, 'field_invalid', '/from'],
    [{ from: '2026-11-21T09:00:00Z', cursor: 'x' }, 'field_invalid', '/cursor'],
    [{ from: '2020-01-01T00:00:00Z' }, 'field_invalid', '/from'],
  ])('refuses %j as %s', async (body, code, field) => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    const { status, json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/replay`, { body });
    expect([status, json.code, json.field]).toEqual([400, code, field]);
  });
});
