import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/get-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { createdEndpoint } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

describe('GET /v1/webhook-endpoints/{endpoint_id}', () => {
  it('answers with the endpoint, without its secret', async () => {
    const world = new World();
    const { secret: _, ...endpoint } = await createdEndpoint(world);
    const { status, json } = await call(handler, world, `GET /v1/webhook-endpoints/${endpoint.id}`);
    expect([status, json]).toEqual([200, endpoint]);
  });

  it.each(['we_nobody', 'a%20b'])('answers 404 for %s', async (id) => {
    const { status, json } = await call(handler, new World(), `GET /v1/webhook-endpoints/${id}`);
    expect([status, json.code]).toEqual([404, 'webhook_endpoint_not_found']);
  });
});
