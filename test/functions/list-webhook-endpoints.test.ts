import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/list-webhook-endpoints.ts';
import type { Query } from '../../src/runtime/operations.ts';
import { call } from '../support/call.ts';
import { deliverAll } from '../support/delivered-events.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
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

  it('lists them behind a page that is full of tombstones, and delivers to them', async () => {
    const world = new World();
    const received = fakeReceivers(world);
    const created = [await createdEndpoint(world), await createdEndpoint(world, { url: 'https://example.com/2' })];
    // DynamoDB ends a page at 1 MB. Here each page has one item.
    world.dynamo.intercept = async ({ name, input }, apply) => {
      const answer = await apply();
      if (name !== 'Query' || !Array.isArray(answer.Items)) return answer;
      const { ExclusiveStartKey: start } = input as Query['input'];
      const at = start === undefined ? 0 : answer.Items.findIndex(({ sort }) => sort === start.sort) + 1;
      const isLast = at >= answer.Items.length - 1;
      const [item] = answer.Items.slice(at);
      return { Items: item ? [item] : [], ...(!isLast && { LastEvaluatedKey: { id: item.id, sort: item.sort } }) };
    };
    const { json } = await call(handler, world, 'GET /v1/webhook-endpoints');
    expect(json.webhook_endpoints.map(({ id }: { id: string }) => id)).toEqual(created.map(({ id }) => id));
    await deliverAll(world, [recordedEvent()]);
    expect(received).toHaveLength(2);
  });

  it('an empty list is empty', async () => {
    expect((await call(handler, new World(), 'GET /v1/webhook-endpoints')).json).toEqual({ webhook_endpoints: [] });
  });
});
