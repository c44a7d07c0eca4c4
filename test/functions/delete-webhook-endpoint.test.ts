import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/delete-webhook-endpoint.ts';
import { handler as list } from '../../functions/webhooks/list-webhook-endpoints.ts';
import { call } from '../support/call.ts';
import { createdEndpoint } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

describe('DELETE /v1/webhook-endpoints/{endpoint_id}', () => {
  it('deletes the endpoint, and answers when nothing more is sent', async () => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    const before = world.clock.now();
    const { status, json } = await call(handler, world, `DELETE /v1/webhook-endpoints/${id}`);
    expect([status, json]).toEqual([200, { id, deleted: true }]);
    expect(world.clock.now() - before).toBe(3_500);
    expect((await call(list, world, 'GET /v1/webhook-endpoints')).json).toEqual({ webhook_endpoints: [] });
    expect(JSON.stringify(world.dynamo.items(webhooksTable))).not.toContain('whsec_');
    const again = await call(handler, world, `DELETE /v1/webhook-endpoints/${id}`);
    expect(again.status).toBe(404);
  });

  it('answers 404 for an endpoint that is not there', async () => {
    const { status, json } = await call(handler, new World(), 'DELETE /v1/webhook-endpoints/we_nobody');
    expect([status, json.code]).toEqual([404, 'webhook_endpoint_not_found']);
  });
});
