import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/redeliver-event.ts';
import { handler as update } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { deliverAll, redeliverAll } from '../support/delivered-events.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

const path = `POST /v1/events/${encodeURIComponent('p1:payment.refunded:0')}/redeliver`;
/** The notification service does not get events of this type. */
const event = recordedEvent({ paymentId: 'p1', type: 'payment.refunded' });

describe('POST /v1/events/{event_id}/redeliver', () => {
  it('sends an event again to all endpoints that get it', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    await createdEndpoint(world, { url: 'https://example.com/2', event_types: ['payment.failed'] });
    await deliverAll(world, [event]);
    const { status, json } = await call(handler, world, path);
    expect([status, json]).toEqual([202, { event_id: 'p1:payment.refunded:0', endpoint_ids: [id] }]);
    await redeliverAll(world);
    expect(received.map(({ request }) => request.headers['webhook-id'])).toEqual([
      'p1:payment.refunded:0',
      'p1:payment.refunded:0',
    ]);
  });

  it('sends an event to an endpoint that was made after it happened', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    await deliverAll(world, [event]);
    const { id } = await createdEndpoint(world);
    await call(handler, world, path, { body: { endpoint_id: id } });
    await redeliverAll(world);
    expect(received).toHaveLength(1);
  });

  it('refuses an event that was imported, and an endpoint that is disabled', async () => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    await deliverAll(world, [{ ...event, quiet: true }]);
    expect((await call(handler, world, path)).json.code).toBe('event_not_found');
    await deliverAll(world, [event]);
    await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'disabled' } });
    expect((await call(handler, world, path, { body: { endpoint_id: id } })).json.code).toBe(
      'webhook_endpoint_disabled',
    );
  });
});
