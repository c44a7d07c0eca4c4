import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/delete-webhook-endpoint.ts';
import { call } from '../support/call.ts';
import { createdEndpoint, webhooksTable } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

describe('DELETE /v1/webhook-endpoints/{endpoint_id}', () => {
  it('deletes the endpoint, and answers when nothing more is sent', async () => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    const before = world.clock.now();
    const { status, json } = await call(handler, world, `DELETE /v1/webhook-endpoints/${id}`);
    expect([status, json]).toEqual([200, { id, deleted: true }]);
    expect([world.dynamo.items(webhooksTable), world.clock.now() - before]).toEqual([[], 3_500]);
  });

  it('answers 404 for an endpoint that is not there', async () => {
    const { status, json } = await call(handler, new World(), 'DELETE /v1/webhook-endpoints/we_nobody');
    expect([status, json.code]).toEqual([404, 'webhook_endpoint_not_found']);
  });
});
