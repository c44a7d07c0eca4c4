import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/rotate-webhook-secret.ts';
import { call } from '../support/call.ts';
import { dynamoError } from '../support/dynamo-errors.ts';
import { createdEndpoint } from '../support/webhook-endpoints.ts';
import { World, webhooksTable } from '../support/world.ts';

async function rotated(world: World, body?: object) {
  const endpoint = await createdEndpoint(world);
  const request = `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`;
  const answer = await call(handler, world, request, body === undefined ? {} : { body });
  const [stored] = world.dynamo.items(webhooksTable);
  return { endpoint, answer, stored };
}

describe('POST /v1/webhook-endpoints/{endpoint_id}/rotate-secret', () => {
  it('makes a new secret, and keeps the one before for 24 hours', async () => {
    const { endpoint, answer, stored } = await rotated(new World());
    expect([answer.status, answer.json.previous_secret_valid_until]).toEqual([200, '2026-11-22T12:00:00.000Z']);
    expect(answer.json.secret).toMatch(/^whsec_/);
    expect(answer.json.secret).not.toBe(endpoint.secret);
    expect(stored).toMatchObject({ secret: answer.json.secret, previous_secret: endpoint.secret });
  });

  it('keeps the one before for as long as is asked', async () => {
    const { answer } = await rotated(new World(), { previous_valid_hours: 1 });
    expect(answer.json.previous_secret_valid_until).toBe('2026-11-21T13:00:00.000Z');
  });

  it.each([-1, 169, 1.5, '24', null])('refuses previous_valid_hours %j', async (previous_valid_hours) => {
    const { answer, stored } = await rotated(new World(), { previous_valid_hours });
    expect([answer.status, answer.json.code]).toEqual([400, 'field_invalid']);
    expect(stored).not.toHaveProperty('previous_secret');
  });

  it('a rotation whose answer from the store was lost is one rotation', async () => {
    const world = new World();
    let lost = 0;
    world.dynamo.intercept = async (operation, apply) => {
      const output = await apply();
      if (operation.name === 'UpdateItem' && lost++ === 0) return apply();
      return output;
    };
    const { endpoint, answer, stored } = await rotated(world);
    expect(answer.status).toBe(200);
    expect(stored).toMatchObject({ secret: answer.json.secret, previous_secret: endpoint.secret });
  });

  it('a store that fails is a 503, without a secret', async () => {
    const world = new World();
    world.dynamo.intercept = async (operation, apply) => {
      if (operation.name === 'UpdateItem') throw dynamoError('InternalServerError');
      return apply();
    };
    const { answer } = await rotated(world);
    expect([answer.status, answer.body.includes('whsec_')]).toEqual([503, false]);
  });
});
