import { describe, expect, it } from 'vitest';
import { call, type Endpoint } from './call.ts';
import { World } from './world.ts';

export type Kind = Readonly<{
  handler: Endpoint;
  /** `/orders/` */
  path: string;
  table: string;
  /** Name of the member with the entries. */
  label: 'name' | 'username';
}>;

const withKey = { 'Idempotency-Key': 'k1' };

/** Tests that creating a user and creating an order share. */
export function createsRecords({ handler, path, table, label }: Kind): void {
  const ann = { [label]: 'Ann', email: 'ann@example.com' };

  describe(`POST ${path}`, () => {
    it('creates one, by one write', async () => {
      const world = new World();
      const { status, headers, json } = await call(handler, world, `POST ${path}`, { body: ann });
      expect(status).toBe(201);
      expect(headers).not.toHaveProperty('Idempotent-Replayed');
      expect(json).toEqual({ id: '00000000-0000-4000-8000-000000000001', ...ann });
      expect(world.dynamo.item(table, json.id)).toMatchObject({ ...ann, created_at: '2026-11-21T12:00:00.000Z' });
      expect(world.dynamo.calls()).toEqual(['Put']);
    });

    it('creates another one each time, without a key', async () => {
      const world = new World();
      const [one, other] = [
        await call(handler, world, `POST ${path}`, { body: ann }),
        await call(handler, world, `POST ${path}`, { body: ann }),
      ];
      expect(one.json.id).not.toBe(other.json.id);
    });

    it.each([
      ['in the header', { headers: withKey, body: ann }],
      ['in the body', { body: { ...ann, idempotency_key: 'k1' } }],
    ])('creates one per key, sent %s, and answers a repeated request with the same bytes', async (_where, sent) => {
      const world = new World();
      const first = await call(handler, world, `POST ${path}`, sent);
      const before = world.dynamo.contents();
      world.clock.advance(86_400_000);
      const again = await call(handler, world, `POST ${path}`, sent);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect(again.headers['Idempotent-Replayed']).toBe('true');
      expect(world.dynamo.contents()).toEqual(before);
    });

    it('keeps the keys of two callers apart', async () => {
      const world = new World();
      const by = (userArn: string) =>
        call(handler, world, `POST ${path}`, { headers: withKey, body: ann, identity: { userArn } });
      expect((await by('arn:a')).json.id).not.toBe((await by('arn:b')).json.id);
    });

    it('refuses a key that was used for something else, and changes nothing', async () => {
      const world = new World();
      await call(handler, world, `POST ${path}`, { headers: withKey, body: ann });
      const before = world.dynamo.contents();
      const other = { ...ann, email: 'other@example.com' };
      const { status, json } = await call(handler, world, `POST ${path}`, { headers: withKey, body: other });
      expect(status).toBe(422);
      expect(json).toMatchObject({ code: 'idempotency_key_reused', mismatched: ['email'] });
      expect(world.dynamo.contents()).toEqual(before);
    });

    it.each([
      [400, 'body_required', ''],
      [400, 'invalid_json', '{'],
      [400, 'object_required', '[]'],
      [400, 'field_required', { [label]: 'Ann' }],
      [400, 'field_required', { email: 'ann@example.com' }],
      [400, 'field_invalid', { ...ann, email: 'ann' }],
      [400, 'field_invalid', { ...ann, [label]: ' ' }],
      [400, 'card_number_not_accepted', { ...ann, [label]: '4111 1111 1111 1111' }],
      [400, 'idempotency_key_invalid', { ...ann, idempotency_key: '' }],
    ])('answers %d %s to %j, and writes nothing', async (status, code, body) => {
      const world = new World();
      const answer = await call(handler, world, `POST ${path}`, { body });
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ code, status });
      expect(world.dynamo.calls()).toEqual([]);
    });
  });
}
