import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redrive } from '../../tools/events/redrive.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

let served: Awaited<ReturnType<typeof serveWorld>>;
beforeAll(async () => {
  served = await serveWorld(new World());
});
afterAll(() => served.stop());

describe('npm run events -- redrive', () => {
  const all = { since: undefined, endpoint: undefined, json: true };

  it('passes over the event bus that the stage does not have', async () => {
    await expect(redrive({ url: served.origin, ...all })).resolves.toBeUndefined();
  });

  it('fails if the endpoint that it is to redrive is not there', async () => {
    const one = { ...all, endpoint: 'event-bus' };
    await expect(redrive({ url: served.origin, ...one })).rejects.toThrow('webhook_endpoint_not_found');
  });
});
