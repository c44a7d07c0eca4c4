import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { createdEndpoint, storedEndpoints } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

async function endpointIn(world: World) {
  const { id } = await createdEndpoint(world, { url: 'https://example.com/1', description: 'Shop' });
  return (body: object) => call(handler, world, `POST /v1/webhook-endpoints/${id}`, { body });
}

describe('POST /v1/webhook-endpoints/{endpoint_id}', () => {
  it('changes the fields of the request, and no other', async () => {
    const update = await endpointIn(new World());
    expect((await update({ event_types: ['payment.failed'] })).json).toMatchObject({
      url: 'https://example.com/1',
      description: 'Shop',
      event_types: ['payment.failed'],
    });
    expect((await update({ url: 'https://example.com/2', description: null })).json).toMatchObject({
      url: 'https://example.com/2',
      description: null,
      event_types: ['payment.failed'],
    });
    expect((await update({ event_types: null })).json.event_types).toBeNull();
  });

  it('disables and enables, and a repeated request keeps the time of the first', async () => {
    const world = new World();
    const update = await endpointIn(world);
    const disabled = { status: 'disabled', disabled_reason: 'requested', disabled_at: '2026-11-21T12:00:00.000Z' };
    expect((await update({ status: 'disabled' })).json).toMatchObject(disabled);
    expect((await update({ status: 'disabled' })).json).toMatchObject(disabled);
    const enabled = { status: 'enabled', disabled_reason: null, disabled_at: null, failing_since: null };
    expect((await update({ status: 'enabled' })).json).toMatchObject(enabled);
  });

  it('answers only when every attempt is over that may have begun by the earlier state', async () => {
    const world = new World();
    const update = await endpointIn(world);
    const before = world.clock.now();
    await update({ status: 'disabled' });
    expect(world.clock.now() - before).toBe(3_500);
  });

  it('keeps the secret, and does not answer with it', async () => {
    const world = new World();
    const update = await endpointIn(world);
    const [before] = storedEndpoints(world);
    expect((await update({ description: 'Another' })).body).not.toContain('whsec_');
    expect(storedEndpoints(world)).toMatchObject([{ secret: before?.secret }]);
  });

  it('refuses the URL of another endpoint, and accepts its own', async () => {
    const world = new World();
    const update = await endpointIn(world);
    await createdEndpoint(world, { url: 'https://example.com/2' });
    expect((await update({ url: 'https://example.com/2' })).json.code).toBe('webhook_url_in_use');
    expect((await update({ url: 'https://example.com/1' })).status).toBe(200);
  });

  it('does not bring back an endpoint that is deleted meanwhile', async () => {
    const world = new World();
    const update = await endpointIn(world);
    world.dynamo.intercept = async (operation, apply) => {
      if (operation.name === 'UpdateItem') world.dynamo.clear(webhooksTable);
      return apply();
    };
    expect((await update({ description: 'Another' })).status).toBe(404);
    expect(storedEndpoints(world)).toEqual([]);
  });
});
