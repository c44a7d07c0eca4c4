import { Webhook } from 'standardwebhooks';
import { describe, expect, it, vi } from 'vitest';
import { handler } from '../../functions/webhooks/test-webhook-endpoint.ts';
import { handler as update } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

describe('POST /v1/webhook-endpoints/{endpoint_id}/test', () => {
  it('sends one signed event', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const { id, secret, url } = await createdEndpoint(world);
    const { status, json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/test`);
    expect(status).toBe(200);
    expect(json).toEqual({ event_id: json.event_id, delivered: true, last_status: 204, last_error: null });
    const [{ request }] = received as [(typeof received)[0]];
    expect([received.length, received[0]?.url, request.method]).toEqual([1, url, 'POST']);
    expect(request.headers['webhook-id']).toBe(json.event_id);
    vi.useFakeTimers({ now: world.clock.now(), toFake: ['Date'] });
    const verified = new Webhook(secret).verify(String(request.body), { ...request.headers });
    vi.useRealTimers();
    expect(verified).toEqual({
      type: 'webhook.test',
      timestamp: '2026-11-21T12:00:00.000Z',
      data: { event_id: json.event_id },
    });
  });

  it('says what the receiver answered', async () => {
    const world = new World();
    fakeReceivers(world, () => 500);
    const { id } = await createdEndpoint(world);
    const { json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/test`);
    expect(json).toMatchObject({ delivered: false, last_status: 500, last_error: null });
  });

  it.each([
    ['no_connection', () => Promise.reject(new TypeError('refused'))],
    ['timeout', () => new Promise<number>(() => undefined)],
  ])('says that there was no answer: %s', async (error, answer) => {
    const world = new World();
    fakeReceivers(world, answer);
    const { id } = await createdEndpoint(world);
    const { json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/test`);
    expect(json).toMatchObject({ delivered: false, last_status: null, last_error: error });
  });

  it('sends nothing to a disabled endpoint', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const { id } = await createdEndpoint(world);
    await call(update, world, `POST /v1/webhook-endpoints/${id}`, { body: { status: 'disabled' } });
    const { status, json } = await call(handler, world, `POST /v1/webhook-endpoints/${id}/test`);
    expect([status, json.code, received]).toEqual([409, 'webhook_endpoint_disabled', []]);
  });
});
