import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/replay-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { redeliverAll, streamOfEvents } from '../support/delivered-events.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

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

  it.each([
    [{ from: 'yesterday' }, 'field_invalid'],
    [{}, 'field_invalid'],
    [{ from: '2026-11-21T09:00:00Z', cursor: 'x' }, 'field_invalid'],
    [{ from: '2020-01-01T00:00:00Z' }, 'query_invalid'],
  ])('refuses %j as %s', async (body, code) => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    const { status, json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/replay`, { body });
    expect([status, json.code]).toEqual([400, code]);
  });
});
