import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/delete-webhook-endpoint.ts';
import { handler as list } from '../../functions/webhooks/list-webhook-endpoints.ts';
import { call } from '../support/call.ts';
import { createdEndpoint, storedEndpoints } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

describe('DELETE /v1/webhook-endpoints/{endpoint_id}', () => {
  it('deletes the endpoint, and answers when nothing more is sent', async () => {
    const world = new World();
    const { id } = await createdEndpoint(world);
    const before = world.clock.now();
    const expires_at = before / 1_000 + 86_400;
    const { status, json } = await call(handler, world, `DELETE /v1/webhook-endpoints/${id}`);
    expect([status, json]).toEqual([200, { id, deleted: true }]);
    expect(world.clock.now() - before).toBe(3_500);
    expect((await call(list, world, 'GET /v1/webhook-endpoints')).json).toEqual({ webhook_endpoints: [] });
    // A page of 1 MB has room for thousands of tombstones.
    expect(storedEndpoints(world)).toEqual([
      {
        id: 'endpoint',
        sort: id,
        url: '',
        secret: '',
        created_at: before,
        deleted_at: before,
        expires_at,
        revision: 1,
      },
    ]);
    const again = await call(handler, world, `DELETE /v1/webhook-endpoints/${id}`);
    expect(again.status).toBe(404);
  });

  /** A world in which something else is done to the endpoint before each write of this request. */
  async function beforeEachWrite(meanwhile: () => object) {
    const world = new World();
    const { id } = await createdEndpoint(world);
    world.dynamo.intercept = async ({ name }, apply) => {
      const [item] = storedEndpoints(world);
      if (name === 'UpdateItem') world.dynamo.keep(webhooksTable, { ...item, id: 'endpoint', ...meanwhile() });
      return apply();
    };
    return { world, request: () => call(handler, world, `DELETE /v1/webhook-endpoints/${id}`) };
  }

  it('deletes one that was changed since it was read', async () => {
    let changes = 0;
    const { world, request } = await beforeEachWrite(() => ({ revision: changes++ < 2 ? 7 + changes : 9 }));
    expect((await request()).status).toBe(200);
    expect(storedEndpoints(world)[0]).toMatchObject({ revision: 10, secret: '' });
  });

  it('answers 200 for one that another request deleted meanwhile', async () => {
    const { request } = await beforeEachWrite(() => ({ deleted_at: 1 }));
    expect((await request()).status).toBe(200);
  });

  it('deletes nothing that changes again and again, and asks to be repeated', async () => {
    let revision = 100;
    const { world, request } = await beforeEachWrite(() => ({ revision: revision++ }));
    const { status, json, headers } = await request();
    expect([status, json.code, headers['Retry-After']]).toEqual([503, 'store_unavailable', '1']);
    expect(storedEndpoints(world)[0]?.deleted_at).toBeUndefined();
  });

  it('answers 404 for an endpoint that is not there', async () => {
    const { status, json } = await call(handler, new World(), 'DELETE /v1/webhook-endpoints/we_nobody');
    expect([status, json.code]).toEqual([404, 'webhook_endpoint_not_found']);
  });
});
