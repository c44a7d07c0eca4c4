import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/rotate-webhook-secret.ts';
import { validSecrets } from '../../src/domain/webhook-endpoint.ts';
import { endpointOf } from '../../src/store/webhook-endpoint-item.ts';
import { call } from '../support/call.ts';
import { dynamoError } from '../support/dynamo-errors.ts';
import { createdEndpoint, storedEndpoints } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

async function rotated(world: World, body?: object) {
  const endpoint = await createdEndpoint(world);
  const request = `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`;
  const answer = await call(handler, world, request, body === undefined ? {} : { body });
  const [stored] = storedEndpoints(world);
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

  it('a second rotation within 24 hours ends no secret that receivers know', async () => {
    const world = new World();
    const { endpoint, answer: lost } = await rotated(world);
    world.clock.advance(3_600_000);
    const now = world.clock.now();
    const again = await call(handler, world, `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`);
    const [stored] = storedEndpoints(world);
    const secretsAt = (now: number) => validSecrets(endpointOf(stored), now);
    expect(secretsAt(now)).toEqual([again.json.secret, lost.json.secret, endpoint.secret]);
    expect(secretsAt(now + 23 * 3_600_000)).toEqual([again.json.secret, lost.json.secret]);
    expect(secretsAt(now + 24 * 3_600_000)).toEqual([again.json.secret]);
    // The release before reads these two.
    expect(stored).toMatchObject({ previous_secret: lost.json.secret, previous_until: now + 24 * 3_600_000 });
  });

  it.each([
    [0, 0],
    [1, 2],
  ])('no earlier secret outlives the previous_valid_hours of the last rotation: %i', async (hours, still) => {
    const world = new World();
    const { endpoint } = await rotated(world);
    const body = { previous_valid_hours: hours };
    await call(handler, world, `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`, { body });
    const [stored] = storedEndpoints(world);
    expect(validSecrets(endpointOf(stored), world.clock.now())).toHaveLength(1 + still);
    expect(validSecrets(endpointOf(stored), world.clock.now() + hours * 3_600_000)).toHaveLength(1);
  });

  it('refuses a rotation beyond five earlier secrets that are valid, and allows one that ends them', async () => {
    const world = new World();
    const { endpoint } = await rotated(world);
    const rotate = (body: object) =>
      call(handler, world, `POST /v1/webhook-endpoints/${endpoint.id}/rotate-secret`, { body });
    for (let times = 0; times < 4; times++) expect((await rotate({})).status).toBe(200);
    const [before] = storedEndpoints(world);
    const refused = await rotate({});
    expect([refused.status, refused.json.code]).toEqual([409, 'too_many_webhook_secrets']);
    expect(storedEndpoints(world)).toEqual([before]);
    expect((await rotate({ previous_valid_hours: 0 })).status).toBe(200);
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

  it('a rotation that another one came between has its secret once: as the current one', async () => {
    const world = new World();
    let isFirst = true;
    world.dynamo.intercept = async (operation, apply) => {
      const output = await apply();
      if (operation.name !== 'UpdateItem' || !isFirst) return output;
      isFirst = false;
      const [{ sort } = { sort: '' }] = storedEndpoints(world);
      await call(handler, world, `POST /v1/webhook-endpoints/${sort}/rotate-secret`);
      // Its answer was lost, and its client sends it again.
      return apply();
    };
    const { answer, stored } = await rotated(world);
    const { secret, previous } = endpointOf(stored);
    expect(secret).toBe(answer.json.secret);
    expect(previous.map((one) => one.secret)).not.toContain(secret);
    expect(previous).toHaveLength(2);
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
