import { describe, expect, it } from 'vitest';
import { timeIndex } from '../../src/store/time-index.ts';
import { call } from './call.ts';
import type { Kind } from './creates-records.ts';
import { World } from './world.ts';

const email = 'ann@example.com';

/** A world with entries 1 to 5, stored in another order. */
function worldOf({ table, label }: Kind): World {
  const made = new World();
  for (const id of ['3', '1', '5', '2', '4']) {
    const created_at = `2026-11-21T11:00:0${id}.000Z`;
    made.dynamo.keep(table, { id, [label]: 'Ann', email, created_at, ...timeIndex(id, created_at, 1) });
  }
  return made;
}

/** Tests that the lists of users and of orders share. */
export function listsRecords(kind: Kind): void {
  const { handler, path, label } = kind;
  const world = () => worldOf(kind);

  describe(`GET ${path}`, () => {
    it('answers with an array, the oldest first', async () => {
      const { status, headers, json } = await call(handler, world(), `GET ${path}`);
      expect(status).toBe(200);
      expect(json).toEqual([1, 2, 3, 4, 5].map((id) => ({ id, [label]: 'Ann', email })));
      expect(headers).not.toHaveProperty('Link');
    });

    it('answers with an empty array if there is none', async () => {
      expect((await call(handler, new World(), `GET ${path.slice(0, -1)}`)).body).toBe('[]');
    });

    it('leads by its links from page to page to the end', async () => {
      const ids: number[][] = [];
      let query: Record<string, string> | undefined = { limit: '2' };
      while (query) {
        const { headers, json } = await call(handler, world(), `GET ${path}`, { query });
        ids.push(json.map(({ id }: { id: number }) => id));
        const link = /^<(.*)>; rel="next"$/.exec(String(headers.Link))?.[1];
        query = link === undefined ? undefined : Object.fromEntries(new URLSearchParams(link.slice(1)));
      }
      expect(ids).toEqual([[1, 2], [3, 4], [5]]);
    });

    it.each([
      ['limit', { limit: '0' }],
      ['limit', { limit: '501' }],
      ['limit', { limit: ['1', '2'] }],
      ['cursor', { cursor: 'x' }],
      ['page', { page: '2' }],
    ])('refuses a wrong %s: %j', async (field, query) => {
      const asked = world();
      const { status, json } = await call(handler, asked, `GET ${path}`, { query });
      expect(status).toBe(400);
      expect(json).toMatchObject({ code: 'query_invalid', field });
      expect(asked.dynamo.calls()).toEqual([]);
    });
  });
}
