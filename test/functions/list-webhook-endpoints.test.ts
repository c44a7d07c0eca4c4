import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/list-webhook-endpoints.ts';
import { call } from '../support/call.ts';
import { createdEndpoint } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

describe('GET /v1/webhook-endpoints', () => {
  it('lists all endpoints without their secrets', async () => {
    const world = new World();
    const { secret, ...first } = await createdEndpoint(world);
    const { secret: _, ...second } = await createdEndpoint(world, { url: 'https://example.com/2' });
    const { status, json, body } = await call(handler, world, 'GET /v1/webhook-endpoints');
    expect([status, json]).toEqual([200, { webhook_endpoints: [first, second] }]);
    expect(secret).toMatch(/^whsec_/);
    expect(body).not.toContain('whsec_');
  });

  it('an empty list is empty', async () => {
    expect((await call(handler, new World(), 'GET /v1/webhook-endpoints')).json).toEqual({ webhook_endpoints: [] });
  });
});
