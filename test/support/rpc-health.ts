import { describe, expect, it } from 'vitest';
import { call, type Endpoint } from './call.ts';
import { refusedAs, rpcBy } from './rpc.ts';
import { World } from './world.ts';

/** Tests that the health checks of both services share. */
export function tellsItsHealth(handler: Endpoint, path: string, healthy: object): void {
  describe(path, () => {
    it('is SERVING while the table of payments can be read, by POST and by GET', async () => {
      const world = new World();
      expect((await rpcBy(handler, path)(world, {})).json).toEqual(healthy);
      const query = { connect: 'v1', encoding: 'json', message: '{}' };
      expect((await call(handler, world, `GET ${path}`, { query })).json).toEqual(healthy);
      expect(world.dynamo.calls()).toEqual(['Get', 'Get']);
    });

    it('is unavailable while it cannot, and says no more than that', async () => {
      const world = new World();
      world.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
      const refused = await rpcBy(handler, path)(world, {});
      expect(refusedAs(refused)).toEqual([503, 'unavailable', 'store_unavailable']);
      expect(refused.body).not.toContain('arn');
    });
  });
}
