import { describe, expect, it } from 'vitest';
import { call, type Endpoint } from './call.ts';
import { World } from './world.ts';

type Kind = Readonly<{
  create: Endpoint;
  erase: Endpoint;
  get: Endpoint;
  kind: 'user' | 'order';
  table: string;
  label: 'name' | 'username';
}>;

/** Tests that erasing a user and erasing an order share. */
export function erasesRecords({ create, erase, get, kind, table, label }: Kind): void {
  const ann = { [label]: 'Ann', email: 'ann@example.com' };
  const post = (world: World, body: object = ann) =>
    call(create, world, `POST /${kind}s/`, { body, headers: { 'Idempotency-Key': 'k1' } });
  const eraseOne = (world: World, id: string) => call(erase, world, `POST /v1/${kind}s/${id}/erase`);

  describe(`POST /v1/${kind}s/{${kind}_id}/erase`, () => {
    it('replaces name and address for good, and says when', async () => {
      const world = new World();
      const { json: created } = await post(world);
      const erased = {
        id: created.id,
        [label]: 'erased',
        email: 'erased@erased.invalid',
        erased_at: expect.any(String),
      };
      const { status, json } = await eraseOne(world, created.id);
      expect([status, json]).toEqual([200, erased]);
      expect((await call(get, world, `GET /${kind}s/${created.id}/`)).json).toEqual(erased);
      expect(JSON.stringify(world.dynamo.contents())).not.toMatch(/Ann|ann@/);
    });

    it('changes nothing when it is repeated', async () => {
      const world = new World();
      const { json: created } = await post(world);
      const first = await eraseOne(world, created.id);
      const before = world.dynamo.contents();
      world.clock.advance(60_000);
      expect((await eraseOne(world, created.id)).body).toBe(first.body);
      expect(world.dynamo.contents()).toEqual(before);
    });

    it.each([['the same'], ['another']])('is not undone by a retry of its creation with %s name', async (which) => {
      const world = new World();
      const { json: created } = await post(world);
      await eraseOne(world, created.id);
      const before = world.dynamo.contents();
      const { status, json, headers } = await post(world, which === 'another' ? { ...ann, [label]: 'Bob' } : ann);
      expect([status, json[label], headers['Idempotent-Replayed']]).toEqual([201, 'erased', 'true']);
      expect(world.dynamo.contents()).toEqual(before);
    });

    it.each(['nobody', 'a%20b', '__proto__'])('answers 404 for "%s", and writes nothing', async (id) => {
      const world = new World();
      const { status, json } = await eraseOne(world, id);
      expect([status, json.code]).toEqual([404, `${kind}_not_found`]);
      expect(world.dynamo.item(table, id)).toBeUndefined();
    });
  });
}
